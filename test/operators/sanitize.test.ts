import { from, map, of, range } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sanitize } from '../../operators/sanitize.js';
import type { Detector } from '../../src/text/Detector.js';
import type { RedactionKind } from '../../src/text/redactionKinds.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import type { Message } from '../../src/types/Message.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { marbles } from '../helpers/marbles.js';

const asking = (content: Message['content'], more: Partial<Prompt> = {}): Prompt => ({
  id: 'line-1',
  seq: 0,
  messages: [{ role: 'user', content }],
  ...more,
});

/** What comes out for one prompt. */
function sanitized(prompt: Prompt, options?: Parameters<typeof sanitize>[0]): Prompt {
  let result: Prompt | undefined;
  of(prompt)
    .pipe(sanitize(options))
    .subscribe((value) => {
      result = value;
    });
  return result!;
}

describe('sanitize', () => {
  const dirty = asking('Write to ann@example.com');
  const clean = asking('Hello');
  const redacted = { ...asking('Write to [EMAIL]'), redactions: { email: 1 } };

  it(
    'should redact one and many, and mirror never, empty, completion and errors',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-a-|', { a: dirty, b: clean });
      expectObservable(source.pipe(sanitize())).toBe('-a-b-a-|', { a: redacted, b: clean });
      expectObservable(cold<Prompt>('-').pipe(sanitize())).toBe('-');
      expectObservable(cold<Prompt>('--|').pipe(sanitize())).toBe('--|');
      expectObservable(cold('a-#', { a: clean }).pipe(sanitize())).toBe('a-#', { a: clean });
      expectSubscriptions(source.subscriptions).toBe('^------!');
    }),
  );

  it(
    'should leave the source when unsubscribed',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-a-|', { a: dirty, b: clean });
      expectObservable(source.pipe(sanitize()), '----!').toBe('-a-b', { a: redacted, b: clean });
      expectSubscriptions(source.subscriptions).toBe('^---!');
    }),
  );

  it(
    'should pass on what a detector throws',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('-a-b-|', { a: clean, b: clean });
      const broken: Detector = {
        kind: 'broken',
        find() {
          throw 'boom';
        },
      };
      expectObservable(source.pipe(sanitize({ detectors: [broken] }))).toBe('-#', undefined, 'boom');
      expectSubscriptions(source.subscriptions).toBe('^!');
    }),
  );

  it('should pass a million synchronous prompts', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        map(() => clean),
        sanitize(),
      )
      .subscribe(() => count++);
    expect(count).toBe(1_000_000);
  });

  it('should keep the object when nothing was found', () => {
    const prompt = asking([{ type: 'text', text: 'Hello 42' }, { type: 'image_url' }]);
    expect(sanitized(prompt)).toBe(prompt);
  });

  it('should read all that a prompt says, and nothing else', () => {
    const mail = 'ann@example.com';
    const image = { type: 'image_url', image_url: { url: `https://example.com/?${mail}` } };
    const prompt: Prompt = {
      id: mail,
      seq: 3,
      messages: [
        { role: 'system', content: `a ${mail}`, name: mail },
        { role: 'user', content: [{ type: 'text', text: `b ${mail}` }, image] },
        {
          role: 'assistant',
          content: null,
          reasoning_content: `c ${mail}`,
          tool_calls: [
            { id: '1', type: 'function', function: { name: 'send', arguments: `{"to":"${mail}"}` } },
            { id: '2', type: 'function', function: { name: 'stop', arguments: '{}' } },
          ],
        },
      ],
      params: { user_id: mail },
      input: { mail },
    };
    const before = structuredClone(prompt);

    const result = sanitized(prompt);

    expect(result.messages).toEqual([
      { role: 'system', content: 'a [EMAIL]', name: '[EMAIL]' },
      { role: 'user', content: [{ type: 'text', text: 'b [EMAIL]' }, image] },
      {
        role: 'assistant',
        content: null,
        reasoning_content: 'c [EMAIL]',
        tool_calls: [
          { id: '1', type: 'function', function: { name: 'send', arguments: '{"to":"[EMAIL]"}' } },
          { id: '2', type: 'function', function: { name: 'stop', arguments: '{}' } },
        ],
      },
    ]);
    expect(result.redactions).toEqual({ email: 5 });
    expect(result).toMatchObject({ id: mail, seq: 3, params: { user_id: mail }, input: { mail } });
    expect(prompt).toEqual(before);
  });

  it('should sum the kinds of all messages and of an earlier pass', () => {
    const prompt: Prompt = {
      ...dirty,
      messages: [
        { role: 'user', content: 'ann@example.com, 123-45-6789' },
        { role: 'user', content: 'bob@example.com' },
      ],
      redactions: { email: 2, 'staff-id': 1 },
    };
    expect(sanitized(prompt).redactions).toEqual({ email: 4, ssn: 1, 'staff-id': 1 });
  });

  it('should keep the account of the source', () => {
    const account: Account = { hold() {}, release() {} };
    expect(sanitized(asking('ann@example.com', { [ACCOUNT]: account }))[ACCOUNT]).toBe(account);
  });

  it('should leave outcomes and rejected prompts alone', () => {
    const outcome = { ...dirty, status: 'ok' } as Prompt;
    const rejected = asking('ann@example.com', { rejection: { code: 'bad_input', message: 'line 3' } });
    const values: Prompt[] = [];
    from([outcome, rejected])
      .pipe(sanitize())
      .subscribe((value) => values.push(value));
    expect(values[0]).toBe(outcome);
    expect(values[1]).toBe(rejected);
  });

  it('should take out the kinds asked for, by default all but addresses of machines and landlines', () => {
    const text = 'ann@example.com 192.168.1.1, (021) 6234 5678';
    expect(sanitized(asking(text)).redactions).toEqual({ email: 1 });
    expect(sanitized(asking(text), { kinds: ['ip', 'landline'] }).redactions).toEqual({ ip: 1, landline: 1 });
    const none = asking(text);
    expect(sanitized(none, { kinds: [] })).toBe(none);
  });

  it('should ask detectors too, and let them win', () => {
    const detectors: Detector[] = [
      { kind: 'staff-id', find: (text) => Array.from(text.matchAll(/E\d+@\S+/g), (match) => spanOf(match)) },
    ];
    const result = sanitized(asking('E123@example.com and ann@example.com'), { detectors });
    expect(result.messages[0]?.content).toBe('[STAFF_ID] and [EMAIL]');
    expect(result.redactions).toEqual({ 'staff-id': 1, email: 1 });
  });

  it('should refuse an unknown kind and name the nearest', () => {
    expect(() => sanitize({ kinds: ['emial' as RedactionKind] })).toThrow(RangeError);
    expect(() => sanitize({ kinds: ['emial' as RedactionKind] })).toThrow(
      /got "emial"; did you mean "email"/,
    );
  });
});

function spanOf(match: RegExpExecArray) {
  return { start: match.index, end: match.index + match[0].length };
}
