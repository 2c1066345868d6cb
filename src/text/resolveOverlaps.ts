import type { Found } from './Found.js';

/** Whether `a` is the better reading of what both cover: more specific, else longer, else earlier. */
function beats(a: Found, b: Found): boolean {
  if (a.rank !== b.rank) return a.rank < b.rank;
  return a.end - a.start > b.end - b.start;
}

/**
 * The candidates that stand, in order and disjoint. Of two that overlap the lower rank wins, then the longer,
 * then the earlier one. Sorts `found` in place; n log n.
 */
export function resolveOverlaps(found: Found[]): readonly Found[] {
  if (found.length < 2) return found;
  found.sort((a, b) => a.start - b.start || a.rank - b.rank || b.end - a.end);
  const standing: Found[] = [];
  for (const candidate of found) {
    const last = standing.at(-1);
    if (last === undefined || candidate.start >= last.end) standing.push(candidate);
    // Whatever stands before `last` ends before `last` starts, and so before `candidate` does.
    else if (beats(candidate, last)) standing[standing.length - 1] = candidate;
  }
  return standing;
}
