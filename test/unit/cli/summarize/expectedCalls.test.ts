import { describe, expect, it } from 'vitest';
import { expectedCalls } from '../../../../src/cli/summarize/expectedCalls.js';
import { joinsOf } from '../../../../src/cli/summarize/joinsOf.js';

describe('joinsOf', () => {
  it.each([
    [1, 250, 12_000, 0],
    [2, 250, 12_000, 1],
    [48, 250, 12_000, 1],
    [49, 250, 12_000, 3],
    // Two go into a call, however long they are: 4, 2, 1.
    [7, 250, 100, 7],
    [0, 250, 12_000, 0],
  ])('should join %d answers of %d tokens, %d to a call, by %d calls', (answers, each, most, calls) => {
    expect(joinsOf(answers, each, most)).toBe(calls);
  });
});

describe('expectedCalls', () => {
  const flags = { reduceTokens: 12_000 };
  const at = (count: number, bytesRead: number | undefined, isWhole = false) =>
    expectedCalls(
      { parts: { count, isWhole }, stream: bytesRead === undefined ? undefined : { bytesRead }, size: 1_000 },
      flags,
    );

  it('should tell by how much of the file was read, and exactly at its end', () => {
    expect(at(0, 0)).toBeNull();
    expect(at(4, 100)).toBe(40 + 1);
    expect(at(40, 1_000, true)).toBe(40 + 1);
    // A file that grows while it is read.
    expect(at(50, 2_000)).toBe(50 + 3);
  });

  it('should not know of a pipe before its end, and heed the limit of answers', () => {
    expect(at(9, undefined)).toBeNull();
    expect(at(9, undefined, true)).toBe(10);
    const parts = { count: 100, isWhole: true };
    expect(expectedCalls({ parts, stream: undefined, size: 0 }, { ...flags, maxTokens: 120 })).toBe(101);
  });
});
