/** One thing that whatever implements a port must do: a test without a test runner. */
export interface Requirement {
  /** Begins with «should». */
  readonly title: string;
  /** Throws, or rejects with, an `AssertionError` when it does not hold. */
  check(): void | Promise<void>;
}
