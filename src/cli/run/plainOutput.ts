import { identity } from 'rxjs';
import { toJsonl } from '../../sinks/toJsonl.js';
import type { Output } from './Output.js';
import type { RunFlags } from './RunFlags.js';

/** An output that cannot be gone on with: stdout, a pipe, a device, or texts that say nothing of their prompts. */
export function plainOutput({ output, outputFormat }: Pick<RunFlags, 'output' | 'outputFormat'>): Output {
  return {
    sink: toJsonl(output === '-' ? process.stdout : output, { format: outputFormat }),
    before: { rows: 0, failed: 0 },
    finished: false,
    skip: undefined,
    restore: identity,
    budget: undefined,
    resumeCommand: undefined,
    start() {},
    finish() {},
    close() {},
  };
}
