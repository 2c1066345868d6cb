import type { RowTarget } from './RowTarget.js';

/** A target that is opened when the first row comes, and not at all when none does. */
export function lateTarget(open: () => RowTarget): RowTarget {
  let target: RowTarget | undefined;
  return {
    write(rows, done) {
      try {
        target ??= open();
      } catch (error) {
        done(error);
        return;
      }
      target.write(rows, done);
    },
    writeNow(rows) {
      if (target === undefined && rows.length === 0) return;
      target ??= open();
      target.writeNow(rows);
    },
    onBreak: () => () => {},
    close() {
      target?.close();
    },
  };
}
