/** What a number on the command line may be. */
export interface NumberFlagRange {
  /** Default 0. */
  readonly min?: number;
  /** The minimum itself is too little. Default false. */
  readonly exclusive?: boolean;
  readonly max?: number;
  readonly integer?: boolean;
}

/** What a flag takes: from it the configuration file knows what its field may hold. */
export type FlagKind =
  | { readonly type: 'switch' }
  | { readonly type: 'text' }
  | { readonly type: 'list' }
  | { readonly type: 'duration' }
  | { readonly type: 'parsed'; readonly words: string; readonly orNumber: boolean }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | ({ readonly type: 'number' } & NumberFlagRange);

/** A parser for the value of a flag, which says what it takes. */
export interface FlagParser<T> {
  (text: string, before?: T): T;
  readonly kind: FlagKind;
}
