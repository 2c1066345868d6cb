import { describe, expect, it } from 'vitest';
import { billOf } from '../../../../src/engine/money/billOf.js';
import { CallError } from '../../../../src/errors/CallError.js';
import { aReply } from '../../../helpers/aReply.js';

const { usage } = aReply();
const model = 'deepseek-flash';

describe('billOf', () => {
  it('should find the bill in a reply, in the end of a stream and in an error', () => {
    expect(billOf({ usage, model })).toEqual({ usage, model });
    expect(billOf({ type: 'end', reply: { usage, model } })).toEqual({ usage, model });
    expect(billOf(new CallError('interrupted', { code: 'interrupted', usage }))).toEqual({
      usage,
      model: '',
    });
    expect(billOf({ usage })).toEqual({ usage, model: '' });
  });

  it('should tell what was not billed from what nobody speaks of', () => {
    const refused = new CallError('refused', { code: 'rate_limited', unbilled: true });
    expect(billOf(refused)).toEqual({ usage: null, model: '' });
    const silent = [
      new CallError('lost', { code: 'timeout' }),
      { usage: null, model },
      {},
      null,
      undefined,
      'x',
      7,
    ];
    for (const value of [...silent, { reply: {} }, new Error('odd')]) expect(billOf(value)).toBeUndefined();
  });
});
