import { describe, expect, it } from 'vitest';
import { decodeAnswer, encodeAnswer, keepAnswer } from '../../../src/engine/storedAnswer.js';
import { aReply } from '../../helpers/aReply.js';

const reused = (fields = {}) => aReply({ ...fields, cached: 'redis', attempts: 0, costUsd: 0 });
const call = { id: 'c1', type: 'function', function: { name: 'sky', arguments: '{}' } } as const;

describe('encodeAnswer', () => {
  it('should store every value of a call that made more than one reply', () => {
    const replies = [aReply(), aReply({ text: 'again' })];
    expect(JSON.parse(encodeAnswer(replies) as string)).toEqual({ values: replies });
    expect(JSON.parse(keepAnswer(replies) as string)).toEqual({ values: replies });
  });

  it('should store what JSON brings back, whatever object it is', () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    class OurEnd {
      readonly type = 'end';
      readonly reply = aReply();
    }
    for (const value of [true, false, null, 0, 'text', [1, 'a', null], bare, new OurEnd()]) {
      expect(encodeAnswer([null, value])).toContain(JSON.stringify(value));
    }
  });

  it('should store nothing of which a part would change', () => {
    for (const value of [undefined, 1n, () => 1, [1, Number.NaN], { a: [{ b: new Date(0) }] }]) {
      expect(encodeAnswer([null, value])).toBeUndefined();
    }
  });
});

describe('decodeAnswer', () => {
  it('should read a kept answer of a store of somebody else', () => {
    const kept = { bytes: 1, json: () => encodeAnswer([aReply()]) as string };
    expect(decodeAnswer(kept, 'redis', 'reply')).toEqual([reused()]);
  });

  it('should say in deltas what a reply has, and nothing that it has not', () => {
    const deltasOf = (fields: Parameters<typeof aReply>[0]) =>
      decodeAnswer(encodeAnswer([aReply(fields)]) as string, 'redis', 'deltas');
    expect(deltasOf({ text: 'Ray' })).toEqual([
      { type: 'text', text: 'Ray' },
      { type: 'end', reply: reused({ text: 'Ray' }) },
    ]);
    const called = { text: '', finishReason: 'tool_calls', toolCalls: [call] } as const;
    expect(deltasOf(called)).toEqual([
      { type: 'tool-call', index: 0, name: 'sky', arguments: '{}' },
      { type: 'end', reply: reused(called) },
    ]);
  });
});
