import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestKey } from '../../../src/text/requestKey.js';
import type { Params } from '../../../src/types/Params.js';
import { aPrompt } from '../../helpers/aPrompt.js';

const plain = requestKey(aPrompt());

describe('requestKey', () => {
  it('should be 64 hex digits', () => {
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
  });

  it('should stay the same from release to release, or every stored answer is lost', () => {
    expect(
      requestKey(aPrompt({ params: { temperature: 0.5 } }), { model: 'deepseek-flash', scope: 'x' }),
    ).toBe('d38271d7c475c2ef8f06f1baf3fce945fe58345b40cb2401672afd089971e98b');
  });

  it('should not depend on who asks, where it stands and how the answer travels', () => {
    const same = [
      aPrompt({ id: 'other', seq: 99, part: 3, input: { user: 'me' }, redactions: { email: 1 } }),
      aPrompt({ params: {} }),
      aPrompt({ params: { stream: true, stream_options: { include_usage: true } } }),
      aPrompt({ params: { temperature: undefined } as unknown as Params }),
      aPrompt({ messages: [{ content: 'Why is the sky blue?', role: 'user' }] }),
    ];
    for (const prompt of same) expect(requestKey(prompt)).toBe(plain);
  });

  it('should change with everything that changes the answer', () => {
    const keys = [
      plain,
      requestKey(aPrompt({ messages: [{ role: 'user', content: 'Why is the sky red?' }] })),
      requestKey(aPrompt({ messages: [{ role: 'system', content: 'Why is the sky blue?' }] })),
      requestKey(
        aPrompt({ messages: [...aPrompt().messages, { role: 'assistant', content: 'Be', prefix: true }] }),
      ),
      requestKey(aPrompt({ params: { temperature: 0 } })),
      requestKey(aPrompt({ params: { temperature: null } as unknown as Params })),
      requestKey(aPrompt({ params: { max_tokens: 5 } })),
      requestKey(aPrompt({ params: { thinking: { type: 'disabled' } } })),
      requestKey(aPrompt({ params: { a_field_of_next_year: 1 } })),
      requestKey(aPrompt({ params: { user_id: 'tenant-1' } })),
      requestKey(aPrompt({ params: { user_id: 'tenant-2' } })),
      requestKey(aPrompt(), { model: 'deepseek-flash' }),
      requestKey(aPrompt(), { model: 'deepseek-v4-pro' }),
      requestKey(aPrompt(), { scope: 'https://api.deepseek.com' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('should put the own parameters over the defaults', () => {
    const params = { temperature: 1, max_tokens: 50 };
    const own = aPrompt({ params: { max_tokens: 5 } });
    expect(requestKey(own, { params })).toBe(
      requestKey(aPrompt({ params: { temperature: 1, max_tokens: 5 } })),
    );
    expect(requestKey(own, { params })).not.toBe(requestKey(aPrompt(), { params }));
  });

  it('should name the model that is asked, wherever its name comes from', () => {
    const key = requestKey(aPrompt(), { model: 'pro' });
    expect(requestKey(aPrompt(), { model: 'flash', params: { model: 'pro' } })).toBe(key);
    expect(requestKey(aPrompt({ params: { model: 'pro' } }), { params: { model: 'flash' } })).toBe(key);
  });

  it('should give a rejected prompt a key of its own', () => {
    const rejected = (seq: number) =>
      aPrompt({ seq, messages: [], rejection: { code: 'bad_input', message: 'line 3: not JSON' } });
    const keys = [
      plain,
      requestKey(aPrompt({ messages: [] })),
      requestKey(rejected(1)),
      requestKey(rejected(2)),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it('should be equal exactly when what is asked is', () => {
    const message = fc.record({
      role: fc.constantFrom('user', 'system'),
      content: fc.string({ maxLength: 3 }),
    });
    const asked = fc.record({
      messages: fc.array(message, { maxLength: 2 }),
      params: fc.record(
        { temperature: fc.constantFrom(0, 1), stop: fc.string({ maxLength: 2 }) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(asked, asked, (one, other) => {
        const equal = requestKey(aPrompt(one)) === requestKey(aPrompt(other));
        const sorted = ({ messages, params }: typeof one) =>
          JSON.stringify([
            messages.map(({ role, content }) => [role, content]),
            params.temperature ?? null,
            params.stop ?? null,
          ]);
        expect(equal).toBe(sorted(one) === sorted(other));
      }),
      { numRuns: 300 },
    );
  });
});
