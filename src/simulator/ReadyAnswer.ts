/** An answer of status 200 that is ready to be sent. */
export interface ReadyAnswer {
  /** The body in the pieces that go out one after another: the events of a stream, or the whole. */
  readonly pieces: readonly string[];
  readonly stream: boolean;
  readonly completionTokens: number;
  /** Default: by `stream`. */
  readonly contentType?: string;
}
