import { ConfigError } from '../../errors/ConfigError.js';
import { checkCallFlags } from './checkCallFlags.js';
import type { RunFlags, Typed } from './RunFlags.js';

const FILE_FLAGS = { summary: '--summary', auditLog: '--audit-log', errors: '--errors' } as const;

/** The same as `checkCallFlags`, for all flags of a run. */
export function checkFlags(flags: RunFlags, file: string | undefined, typed: Typed): void {
  checkCallFlags(flags, file === undefined || file === '-', typed);
  const refuse = (when: boolean | undefined, message: string) => {
    if (when) throw new ConfigError(message);
  };
  const has = (value: unknown) => value !== undefined;

  for (const [one, other] of [
    ['summary', 'auditLog'],
    ['summary', 'errors'],
    ['auditLog', 'errors'],
  ] as const) {
    refuse(
      has(flags[one]) && flags[one] === flags[other],
      `${FILE_FLAGS[one]} and ${FILE_FLAGS[other]} name the same file`,
    );
  }
  refuse(flags.errors === '-', '--errors - : stdout is for answers; name a file');
  refuse(typed('durable') && flags.output === '-', '--durable does nothing without -o FILE');
  refuse(flags.summary === '-', '--summary - : stdout is for answers; --json prints the summary on stderr');
}
