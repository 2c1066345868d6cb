import { describe, expect, it } from 'vitest';
import { KeptReply } from '../../../src/engine/KeptReply.js';
import { encodeAnswer } from '../../../src/engine/storedAnswer.js';
import type { Reply } from '../../../src/types/Reply.js';
import { aReply } from '../../helpers/aReply.js';

const call = { id: 'c1', type: 'function', function: { name: 'sky', arguments: '{"hour":12}' } } as const;
const replies: Readonly<Record<string, Reply>> = {
  'a plain reply': aReply(),
  'one with reasoning and calls': aReply({ reasoning: 'Hm', toolCalls: [call] }),
  'one of which little is known': aReply({ usage: null, costUsd: null, rawFinishReason: null, ttftMs: 7 }),
};

describe('KeptReply', () => {
  it.each(Object.entries(replies))('should bring back %s, as one that cost no call', (_, reply) => {
    const reused = { ...reply, cached: 'memory', attempts: 0, costUsd: 0 };
    expect(new KeptReply(reply).reuse('memory')).toEqual(reused);
  });

  it.each(Object.entries(replies))('should write the JSON of %s that a store of texts holds', (_, reply) => {
    expect(new KeptReply(reply).json()).toBe(encodeAnswer([reply]));
  });

  it('should hand out copies: what is done to one is not done to the next', () => {
    const reply = aReply({ toolCalls: [call] });
    const kept = new KeptReply(reply);
    const spoil = ({ toolCalls, usage }: Reply) => {
      (toolCalls as unknown[]).length = 0;
      Object.assign(usage as object, { promptTokens: -1 });
    };
    const before = kept.reuse('memory');
    spoil(reply);
    spoil(kept.reuse('memory'));
    expect(kept.reuse('memory')).toEqual(before);
  });

  it('should count the bytes of every text, as UTF-8', () => {
    const bytesOf = (fields: Partial<Reply>) => new KeptReply(aReply({ text: '', ...fields })).bytes;
    const frame = bytesOf({});
    expect(bytesOf({ text: '漢字ab' }) - frame).toBe(8);
    expect(bytesOf({ reasoning: '漢' }) - frame).toBe(3);
    expect(bytesOf({ toolCalls: [call] }) - frame).toBe(JSON.stringify([call]).length);
  });
});
