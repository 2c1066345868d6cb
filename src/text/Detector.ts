/** A place in a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds personal data of one kind. Bring your own for names, customer numbers and the like. */
export interface Detector {
  /** What it finds; `staff-id` is replaced by `[STAFF_ID]`. */
  readonly kind: string;
  /** The places in `text`, in any order. It may be called often and with megabytes: keep it linear. */
  find(text: string): Iterable<Span>;
}
