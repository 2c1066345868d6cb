import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptHash } from '../../../src/text/promptHash.js';
import { aPrompt } from '../../helpers/aPrompt.js';

describe('promptHash', () => {
  it('should be 16 hex digits that stay the same from release to release, or no run could be resumed', () => {
    expect(promptHash(aPrompt({ params: { temperature: 0.5 } }))).toBe('1e188d168d23be8f');
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
