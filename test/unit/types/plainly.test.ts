import { deepStrictEqual } from 'node:assert';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../src/engine/answerOf.js';
import { promptOfItem } from '../../../src/sources/promptOfItem.js';
import { fakeReply } from '../../../src/testing/fakeReply.js';
import { plainly } from '../../../src/types/plainly.js';

describe('plainly', () => {
  const Pair = plainly<{ readonly a: number; readonly b: string }, [a: number, b: string]>(function (a, b) {
    this.a = a;
    this.b = b;
  });

  it('should make what nobody can tell from the object of a literal', () => {
    const pair = new Pair(1, 'x');
    deepStrictEqual(pair, { a: 1, b: 'x' });
    expect(Object.getPrototypeOf(pair)).toBe(Object.prototype);
    expect(pair.constructor).toBe(Object);
    expect(inspect(pair)).toBe("{ a: 1, b: 'x' }");
    expect(JSON.stringify(pair)).toBe('{"a":1,"b":"x"}');
    deepStrictEqual({ ...pair, b: 'y' }, { a: 1, b: 'y' });
    deepStrictEqual(structuredClone(pair), { a: 1, b: 'x' });
  });

  it('should leave nothing behind on the prototype of all objects', () => {
    new Pair(1, 'x');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.prototype.constructor).toBe(Object);
  });

  it('should make prompts and answers that users may compare with their own', () => {
    const prompt = promptOfItem('Why?', 0, {});
    deepStrictEqual(prompt, { id: 'item-1', seq: 0, messages: [{ role: 'user', content: 'Why?' }] });
    const both = promptOfItem('Why?', 0, { system: 'Be brief.', params: { top_p: 1 } });
    deepStrictEqual(both, {
      id: 'item-1',
      seq: 0,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Why?' },
      ],
      params: { top_p: 1 },
    });
    const { json: _, ...reply } = fakeReply('So.');
    deepStrictEqual(answerOf(prompt, reply), { status: 'ok', seq: 0, id: 'item-1', prompt, ...reply });
  });
});
