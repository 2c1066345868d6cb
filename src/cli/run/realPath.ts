import { realpathSync } from 'node:fs';

/** The file that a link stands for: at the end of a run it is replaced, not the link. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there yet.
    return path;
  }
}
