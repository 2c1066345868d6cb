/** A program that has prompts answered; told of each as it is done. */
export type Program = (
  urls: readonly string[],
  prompts: Iterable<string>,
  answered: (region: number | undefined) => void,
) => Promise<void>;
