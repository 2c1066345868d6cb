import { describe, expect, it } from 'vitest';
import { fakePrompt } from '../../../src/testing/fakePrompt.js';
import { languageOf } from '../../../src/text/summary/languageOf.js';
import { summaryPrompts } from '../../../src/text/summary/summaryPrompts.js';
import type { Message } from '../../../src/types/Message.js';

const chinese = '话说天下大势，分久必合，合久必分。';
const english = 'Call me Ishmael. Some years ago, never mind how long precisely.';
const said = (messages: readonly Message[]) => messages.at(-1)?.content as string;
const part = (text: string, number = 3) => fakePrompt(text, 0, { part: number, isLast: false });
const error = { code: 'timeout', message: 'late', retryable: true, httpStatus: null, body: null };
const last = { isFinal: true, failed: [] };
const some = { isFinal: false, failed: [] };

describe('languageOf', () => {
  it('should know Chinese, names in another script in it too, and nothing else', () => {
    expect([chinese, `${chinese} API v2 (DeepSeek)`].map(languageOf)).toEqual(['zh', 'zh']);
    const others = [
      english,
      `${english} ${english} 三國`,
      'これは日本語の文章です。漢字もあります。',
      '한국어',
      '',
    ];
    expect(others.map(languageOf)).toEqual(Array(5).fill('en'));
  });
});

describe('summaryPrompts', () => {
  it('should ask for a summary in the language of the text, which stands between tags at the end', () => {
    const { map, reduce } = summaryPrompts();
    expect(said(map(part(english)))).toMatch(/^Summarize the part of a longer document/);
    expect(said(map(part(english)))).toContain(`\n\n<text>\n${english}\n</text>`);
    expect(said(map(part(chinese)))).toMatch(/一部分，请概括它/);
    expect(said(reduce([chinese, chinese], some))).toMatch(
      /合并成一段概括[\s\S]*<text>\n话说[\s\S]*\n\n话说/,
    );
    expect(said(reduce([english, english], last))).toMatch(/^Between the <text> tags are summaries/);
    expect(said(summaryPrompts({ language: 'en' }).map(part(chinese)))).toMatch(/^Summarize/);
  });

  it('should ask otherwise about a document that is one part', () => {
    const { map } = summaryPrompts();
    const whole = /^Summarize the document/;
    expect(said(map(fakePrompt(english)))).toMatch(whole);
    expect(said(map(fakePrompt(english, 0, { part: 0, isLast: true })))).toMatch(whole);
    expect(said(map(part(english, 0)))).not.toMatch(whole);
  });

  it('should begin alike for every part, for the sake of the cache of the provider', () => {
    const { map } = summaryPrompts({ system: 'Be brief' });
    const [one, two] = [map(part(english)), map(part('Another text.'))];
    expect(one[0]).toEqual({ role: 'system', content: 'Be brief' });
    expect(said(two).startsWith(said(one).slice(0, said(one).indexOf(english)))).toBe(true);
  });

  it('should ask the question, drop parts that say nothing to it, and answer in its language', () => {
    const { map, reduce } = summaryPrompts({ question: 'Who dies?' });
    expect(said(map(part(chinese)))).toContain('Who dies?');
    expect(said(map(fakePrompt(english)))).toMatch(/^Answer this question[^<]*<text> tags[^<]*Who dies\?/);
    const joined = said(reduce(['NOTHING.', 'Ahab dies.', '无。', 'Queequeg too.'], last));
    expect(joined).toMatch(/^Answer this question about a document: Who dies\?/);
    expect(joined).toContain('<text>\nAhab dies.\n\nQueequeg too.\n</text>');
    expect(said(reduce(['NOTHING', 'NOTHING'], some))).toContain('<text>\nNOTHING\n</text>');
    expect(said(summaryPrompts({ question: '谁死了？' }).reduce(['Ahab'], last))).toMatch(/^请回答/);
  });

  it('should say in the last question which parts are missing', () => {
    const { reduce } = summaryPrompts();
    const failed = [
      { part: 3, error },
      { part: 8, error },
    ];
    expect(said(reduce([english], { isFinal: true, failed }))).toContain('could not be read: part 4, 9.');
    expect(said(reduce([chinese], { isFinal: true, failed }))).toContain('第 4, 9 部分');
    expect(said(reduce([english], { isFinal: false, failed }))).not.toContain('part 4');
  });
});
