import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file at once or not at all, and returns when that would survive a power cut. */
export function saveDurably(path: string, text: string): void {
  const draft = `${path}.tmp`;
  const fd = openSync(draft, 'w');
  try {
    writeFileSync(fd, text);
    fsyncSync(fd);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Makes the renames in a folder last. */
export function syncFolder(folder: string): void {
  let fd: number;
  try {
    fd = openSync(folder, 'r');
  } catch {
    // Windows opens no folders.
    return;
  }
  try {
    fsyncSync(fd);
  } catch {
    // Some file systems of networks know no such thing; their renames last anyway.
  } finally {
    closeSync(fd);
  }
}

/** Makes what was written to a file last. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
