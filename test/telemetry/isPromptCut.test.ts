import { describe, expect, it } from 'vitest';
import { createTally } from '../../src/telemetry/createTally.js';
import { formatSummary } from '../../src/telemetry/formatSummary.js';
import { isPromptCut } from '../../src/telemetry/isPromptCut.js';
import type { Answer } from '../../src/types/Outcome.js';
import { anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';

const ENGLISH = 'It is a truth universally acknowledged, that a single man must be in want of a wife. ';
const CODE = 'for (let index = 0; index < rows.length; index++) { total += rows[index].value; }\n';
const CHINESE = '话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。';

/** An answer to `text` for which the server counted so many tokens. */
function counted(
  promptTokens: number,
  content: Answer['prompt']['messages'][0]['content'],
  more = {},
): Answer {
  const prompt = aPrompt({ messages: [{ role: 'user', content }] });
  const rest = { promptCacheHitTokens: 0, promptCacheMissTokens: promptTokens };
  const usage = { promptTokens, ...rest, completionTokens: 1, reasoningTokens: 0 };
  return anAnswer({ prompt, usage, ...more });
}

describe('isPromptCut', () => {
  it.each([
    // As many tokens as DeepSeek's tokenizer counts for a hundred times that text, within some per cent.
    ['English', ENGLISH, 1_900],
    ['code', CODE, 2_600],
    ['Chinese', CHINESE, 2_000],
  ])(
    'should tell a long prompt that was read as a whole from one of which a part was: %s',
    (_name, text, tokens) => {
      const long = text.repeat(100);
      expect(isPromptCut(counted(tokens, long))).toBe(false);
      expect(isPromptCut(counted(tokens * 0.4, long))).toBe(true);
      expect(isPromptCut(counted(tokens * 0.4, [{ type: 'text', text: long }]))).toBe(true);
    },
  );

  it('should be sure: not of a short one, of text that takes few tokens, of pictures, of what was not asked now', () => {
    expect(isPromptCut(counted(1, ENGLISH.repeat(17)))).toBe(false);
    expect(isPromptCut(counted(200, ' '.repeat(9_000)))).toBe(false);
    expect(isPromptCut(counted(300, [{ type: 'image_url', image_url: { url: 'x'.repeat(9_000) } }]))).toBe(
      false,
    );
    expect(isPromptCut(counted(500, ENGLISH.repeat(100), { cached: 'memory' }))).toBe(false);
    expect(isPromptCut(counted(500, ENGLISH.repeat(100), { usage: null }))).toBe(false);
    expect(isPromptCut(counted(500, null))).toBe(false);
  });

  it('should be in the summary', () => {
    const tally = createTally(0);
    tally.count(counted(500, ENGLISH.repeat(100)));
    expect(tally.snapshot(1).rows.cut).toBe(1);
    expect(formatSummary(tally.snapshot(1))).toMatch(
      /^cut {7}1 prompt, by the server: it counted far fewer/m,
    );
    expect(formatSummary(createTally(0).snapshot(1))).not.toMatch(/^cut/m);
  });
});
