/** What was typed, whole. */
export interface Entry {
  readonly text: string;
  /** It was pasted in several lines, or stood between quotes: no command, however it begins. */
  readonly isQuoted: boolean;
}
