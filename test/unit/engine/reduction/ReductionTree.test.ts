import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Group, ReductionTree } from '../../../../src/engine/reduction/ReductionTree.js';

const tree = (maxSize: number) => new ReductionTree<string>({ maxSize, sizeOf: (text) => text.length });

/** Answers every group by its items in brackets, or by what `answer` makes of them. */
function reduce(
  parts: readonly (string | undefined)[],
  order: readonly number[],
  maxSize: number,
  answer = (items: readonly string[]) => `(${items.join('')})`,
) {
  const made = tree(maxSize);
  const groups: Group<string>[] = [];
  const waiting: Group<string>[] = [];
  const collect = () => {
    for (let group = made.shift(); group !== undefined; group = made.shift()) {
      groups.push(group);
      waiting.push(group);
    }
  };
  for (const part of order) {
    made.add(0, part, parts[part]);
    collect();
  }
  made.end(parts.length);
  collect();
  // The latest first: answers come in any order.
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    if (group.isFinal) made.finish(answer(group.items));
    else made.add(group.level, group.index, answer(group.items));
    collect();
  }
  return { made, groups };
}

const shuffled = fc
  .array(fc.option(fc.constantFrom('a', 'bb', 'ccc', 'dddd'), { nil: undefined, freq: 6 }), { maxLength: 60 })
  .chain((parts) =>
    fc.record({
      parts: fc.constant(parts),
      order: fc.shuffledSubarray([...parts.keys()], { minLength: parts.length }),
      maxSize: fc.integer({ min: 1, max: 30 }),
    }),
  );

describe('ReductionTree', () => {
  it('should join answers that fit in one call by one', () => {
    const { made, groups } = reduce(['a', 'b', 'c'], [2, 0, 1], 3);
    expect(groups).toEqual([{ level: 1, index: 0, items: ['a', 'b', 'c'], isFinal: true }]);
    expect([made.isDone, made.result]).toEqual([true, '(abc)']);
  });

  it('should fill one call after the other, and take what is left alone one level up as it is', () => {
    const { made, groups } = reduce([...'abcdefg'], [0, 1, 2, 3, 4, 5, 6], 3, (items) =>
      items.join('').toUpperCase(),
    );
    expect(groups.map(({ level, items }) => [level, items.join('')])).toEqual([
      [1, 'abc'],
      [1, 'def'],
      [2, 'ABCDEF'.slice(0, 6)],
      [3, 'ABCDEFg'],
    ]);
    expect(made.result).toBe('ABCDEFG');
  });

  it('should keep the order, end, and stay within a call but for two that do not fit', () => {
    fc.assert(
      fc.property(shuffled, ({ parts, order, maxSize }) => {
        const { made, groups } = reduce(parts, order, maxSize, (items) => items.join(''));
        const all = parts.filter((part) => part !== undefined);
        expect(made.isDone).toBe(true);
        expect(made.result).toBe(all.length === 0 ? undefined : all.join(''));
        for (const { items } of groups) {
          expect(items.length).toBeGreaterThan(1);
          const size = items.join('').length;
          if (items.length > 2) expect(size).toBeLessThanOrEqual(maxSize);
        }
        expect(groups.filter(({ isFinal }) => isFinal)).toHaveLength(all.length > 1 ? 1 : 0);
      }),
    );
  });

  it('should ask the same whatever the order of the answers', () => {
    fc.assert(
      fc.property(shuffled, ({ parts, order, maxSize }) => {
        const asked = (turn: readonly number[]) =>
          reduce(parts, turn, maxSize)
            .groups.map(({ level, index, items, isFinal }) => JSON.stringify([level, index, items, isFinal]))
            .sort();
        expect(asked(order)).toEqual(asked([...parts.keys()]));
      }),
    );
  });

  it('should say how many parts need not be waited for', () => {
    const made = tree(10);
    made.add(0, 1, 'b');
    expect(made.taken).toBe(0);
    made.add(0, 0, undefined);
    expect(made.taken).toBe(2);
    made.end(2);
    expect([made.isDone, made.result]).toEqual([true, 'b']);
  });
});
