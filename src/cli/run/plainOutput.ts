import { identity } from 'rxjs';
import { inOrder } from '../../../operators/inOrder.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import type { Output } from './Output.js';
import type { RunFlags } from './RunFlags.js';

/** An output that cannot be gone on with: stdout, a pipe, a device, or texts that say nothing of their prompts. */
export function plainOutput({
  output,
  outputFormat,
  errors,
  ordered = false,
  concurrency,
}: Pick<RunFlags, 'output' | 'outputFormat' | 'errors' | 'ordered' | 'concurrency'>): Output {
  let found: string | undefined;
  const rows = toJsonl(output === '-' ? process.stdout : output, {
    format: () => outputFormat ?? (found === 'batch' ? 'batch' : 'flat'),
    ...(errors !== undefined && { errors }),
  });
  return {
    sinks: ordered ? [inOrder(), rows] : [rows],
    waiting: ordered ? 32 * (concurrency === 'auto' ? 128 : concurrency) : 0,
    before: { rows: 0, failed: 0 },
    finished: false,
    skip: undefined,
    restore: identity,
    budget: undefined,
    resumeCommand: undefined,
    onInputFormat(format) {
      found = format;
    },
    start() {},
    keepPace() {},
    async finish() {},
    close() {},
  };
}
