import { TestScheduler } from 'rxjs/testing';

/** What a marble test gets: the helpers of `TestScheduler.run`, and the scheduler for whatever takes one. */
export type MarbleTestHelpers = Parameters<Parameters<TestScheduler['run']>[0]>[0] & {
  readonly scheduler: TestScheduler;
};

/**
 * Makes marble tests for any test runner.
 *
 * ```ts
 * const marbles = marbleRunner((actual, expected) => expect(actual).toEqual(expected));
 * it('should ...', marbles(({ cold, expectObservable, scheduler }) => { ... }));
 * ```
 */
export function marbleRunner(
  assertDeepEqual: (actual: unknown, expected: unknown) => void,
): (test: (helpers: MarbleTestHelpers) => void) => () => void {
  return (test) => () => {
    const scheduler = new TestScheduler(assertDeepEqual);
    scheduler.run((helpers) => test({ ...helpers, scheduler }));
  };
}
