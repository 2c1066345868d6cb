import type { Requirement } from './Requirement.js';

/** What is open for the time of a check. */
interface Open {
  close?(): Promise<void> | void;
}

/** A {@link Requirement} of what `open` opens, which is closed however the check ends. */
export function whileOpen<T extends Open>(
  title: string,
  open: () => Promise<T> | T,
  check: (opened: T) => Promise<void>,
): Requirement {
  return {
    title,
    async check() {
      const opened = await open();
      try {
        await check(opened);
      } finally {
        await opened.close?.();
      }
    },
  };
}
