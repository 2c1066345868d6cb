#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './createProgram.js';
import { EXIT } from './exitCodes.js';
import { withMetricsPort } from './withMetricsPort.js';

// Whoever read our messages may be gone; that is no reason to stop.
process.stderr.on('error', () => {});
// `rxprompt --help | head`. A run sees it for itself, and ends in its own time.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  process.exitCode = code === 'EPIPE' ? EXIT.closedPipe : EXIT.fatal;
});

try {
  await createProgram().parseAsync(withMetricsPort(process.argv));
} catch (error) {
  // Commander has told already what it did not like; help and version come this way too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else process.exitCode = (await import('./reportError.js')).reportError(error);
}
// Everything is closed; what still holds the process, whatever it be, is given two seconds.
setTimeout(() => process.exit(), 2_000).unref();
