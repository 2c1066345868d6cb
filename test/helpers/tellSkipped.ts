import type { Reporter, TestModule } from 'vitest/node';

/** A reporter that says at the end which tests were skipped; their titles say what they need and how to get it. */
export const tellSkipped: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const skipped = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const result = test.result();
        const note = result.state === 'skipped' ? result.note : undefined;
        const title = /\((needs [^()]*(?:\([^()]*\))?[^()]*)\)/.exec(test.fullName)?.[1];
        const reason = note ?? title ?? test.fullName;
        skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, count] of skipped) console.log(`skipped ${count}: ${reason}`);
  },
};
