import { describe, expect, it } from 'vitest';
import { isReply, isStreamEnd } from '../../../src/engine/isReply.js';
import { aReply } from '../../helpers/aReply.js';

const { text, finishReason, model, attempts, ...rest } = aReply();
const whole = { text, finishReason, model, attempts };

describe('isReply', () => {
  it('should know a reply by four of its fields, whatever else it has', () => {
    expect(isReply(whole)).toBe(true);
    expect(isReply({ ...rest, ...whole, more: 1 })).toBe(true);
  });

  it.each(Object.keys(whole))('should not know one whose %s is missing, or of another type', (field) => {
    for (const wrong of [undefined, null, {}]) expect(isReply({ ...whole, [field]: wrong })).toBe(false);
    expect(isReply({ ...whole, [field]: field === 'attempts' ? '1' : 1 })).toBe(false);
  });

  it('should know no other value', () => {
    for (const value of [undefined, null, 'text', 1, [], {}]) expect(isReply(value)).toBe(false);
  });
});

describe('isStreamEnd', () => {
  it('should know the end by its type and its reply, not by one of them', () => {
    expect(isStreamEnd({ type: 'end', reply: whole })).toBe(true);
    for (const value of [
      { type: 'text', reply: whole },
      { type: 'end', reply: {} },
      { type: 'end' },
      whole,
      null,
      'end',
    ])
      expect(isStreamEnd(value)).toBe(false);
  });
});
