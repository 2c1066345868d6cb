import { TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';

type RunHelpers = Parameters<Parameters<TestScheduler['run']>[0]>[0];

/** Runs a marble test in virtual time; pass `scheduler` to whatever takes one. */
export function marbles(test: (helpers: RunHelpers & { scheduler: TestScheduler }) => void): () => void {
  return () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run((helpers) => test({ ...helpers, scheduler }));
  };
}
