/** `count` questions, of which a share has been asked before; spread evenly, the same ones in every run. */
export function prompts(count: number, repeated: number): readonly string[] {
  const asked: string[] = [];
  // Park and Miller: the same choice on every machine.
  let state = 7;
  const below = (most: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % most;
  };
  let fresh = 0;
  for (let index = 0; index < count; index++) {
    // As many repeats as the share asks for, up to here.
    const repeats = index > 0 && index - fresh < Math.floor(repeated * (index + 1));
    asked.push(
      repeats ? (asked[below(index)] as string) : `Summarize report ${++fresh}: sales rose, costs fell.`,
    );
  }
  return asked;
}
