import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests run for real. */
export interface FoundProgram {
  /** False when it is not on PATH; then its tests are skipped. */
  readonly found: boolean;
  /** Where it is; its name when it is missing. */
  readonly path: string;
  /** What a skipped test is called, so that its report says how to run it. */
  readonly needed: string;
}

/** Looks for `name` on PATH. Where every program is required (RXPROMPT_REQUIRE_PROGRAMS=1), a missing one is an error. */
export function findProgram(name: string, debianPackage = name): FoundProgram {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const path = paths.find(canRun);
  const found = path !== undefined;
  const needed = `needs ${name} on PATH (apt-get install ${debianPackage})`;
  if (!found && process.env.RXPROMPT_REQUIRE_PROGRAMS === '1') throw new Error(needed);
  return { found, path: path ?? name, needed };
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
