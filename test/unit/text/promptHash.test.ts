import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptHash } from '../../../src/text/promptHash.js';
import type { Message } from '../../../src/types/Message.js';
import { aPrompt } from '../../helpers/aPrompt.js';

describe('promptHash', () => {
  it('should be 16 hex digits that stay the same from release to release, or no run could be resumed', () => {
    expect(promptHash(aPrompt({ params: { temperature: 0.5 } }))).toBe('b8337b4747dad990');
  });

  it('should name what is asked, not who asks and where it stands', () => {
    const named = promptHash(aPrompt());
    expect(promptHash(aPrompt({ id: 'other', seq: 9, part: 1, input: { a: 1 }, redactions: {} }))).toBe(
      named,
    );
    expect(promptHash(aPrompt({ params: {} }))).toBe(named);
    const others = [
      aPrompt({ messages: [{ role: 'user', content: 'Why is the sky red?' }] }),
      aPrompt({ messages: [] }),
      aPrompt({ params: { temperature: 1 } }),
      aPrompt({ messages: [], rejection: { code: 'bad_input', message: 'line 3: not JSON' } }),
    ];
    expect(new Set([named, ...others.map(promptHash)]).size).toBe(5);
  });

  it('should not depend on how an equal message is written', () => {
    const { content } = aPrompt().messages[0] as { content: string };
    for (const message of [
      { content, role: 'user' },
      { role: 'user', content, name: undefined },
    ]) {
      expect(promptHash(aPrompt({ messages: [message as unknown as Message] }))).toBe(promptHash(aPrompt()));
    }
  });

  it('should tell messages apart wherever their texts are divided', () => {
    const asked = (...texts: readonly string[]) =>
      promptHash(aPrompt({ messages: texts.map((content) => ({ role: 'user', content })) }));
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, other) => {
        expect(asked(...one) === asked(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
    expect(asked('ab', 'c')).not.toBe(asked('a', 'bc'));
  });

  it('should not hang on the wording of a rejection', () => {
    const rejected = (message: string) =>
      aPrompt({ messages: [], rejection: { code: 'bad_input', message } });
    expect(promptHash(rejected('line 3: not JSON'))).toBe(promptHash(rejected('line 3: no JSON')));
  });

  it('should not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (params) => {
        const reversed = Object.fromEntries(Object.entries(params).reverse());
        expect(promptHash(aPrompt({ params: reversed }))).toBe(promptHash(aPrompt({ params })));
      }),
    );
  });
});
