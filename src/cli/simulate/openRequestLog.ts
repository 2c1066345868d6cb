import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { say } from '../say.js';

/** Where the simulator's requests are written down. */
export interface RequestLog {
  write(line: string): void;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

/**
 * Opens a log at its end; `-` is stdout. What cannot be written later, on a full disk, is told once; the simulator goes on.
 *
 * @throws {ConfigError} when the file cannot be opened.
 */
export async function openRequestLog(path: string): Promise<RequestLog> {
  const stream = path === '-' ? process.stdout : await openFile(path);
  let broken = false;
  stream.on('error', (error) => {
    if (!broken) say(`The log ends here: ${reasonOf(error)}`);
    broken = true;
  });
  return {
    write: (line) => {
      if (!broken) stream.write(`${line}\n`);
    },
    close: async () => {
      if (broken || stream === process.stdout) return;
      const closed = once(stream, 'close');
      stream.end();
      await closed;
    },
  };
}

async function openFile(path: string): Promise<Writable> {
  try {
    const file = await open(path, 'a');
    return createWriteStream(path, { fd: file });
  } catch (error) {
    throw new ConfigError(`--log ${path} cannot be written: ${reasonOf(error)}`, error);
  }
}
