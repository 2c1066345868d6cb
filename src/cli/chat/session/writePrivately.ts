import { closeSync, fsyncSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';

/** Gives `path` this content, whole or not at all, for its owner alone to read. Throws what the system says. */
export function writePrivately(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  let descriptor: number | undefined;
  try {
    // Of one that died with our number, no descriptor must be left to somebody else: made anew.
    unlinkIfThere(temporary);
    descriptor = openSync(temporary, 'wx', 0o600);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(temporary, path);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    unlinkIfThere(temporary);
    throw error;
  }
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is not there, or cannot be taken away: whoever writes it next is told.
  }
}
