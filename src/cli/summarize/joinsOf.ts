/** How many calls join so many answers of about so many tokens each, in a tree. */
export function joinsOf(answers: number, tokensEach: number, tokensOfCall: number): number {
  // Two go into a call whatever they have.
  const together = Math.max(2, Math.floor(tokensOfCall / tokensEach));
  let calls = 0;
  for (let left = answers; left > 1; ) {
    left = Math.ceil(left / together);
    calls += left;
  }
  return calls;
}
