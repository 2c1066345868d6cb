import type { RedactionKind } from './redactionKinds.js';

/** A candidate: a place in a text and what it seems to be. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  /** Of two that overlap the lower wins. */
  readonly rank: number;
}

/** Takes what a built-in detector found. */
export type Report = (kind: RedactionKind, start: number, end: number) => void;
