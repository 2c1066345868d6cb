/** Facts that every error of ours carries. */
export interface RxpromptErrorOptions {
  readonly code: string;
  /** Whether the same attempt may succeed later. Default false. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The base of all our errors. Match on `code`, not on the class: installs may be double. */
export class RxpromptError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(message: string, { code, retryable = false, cause }: RxpromptErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
  }
}
