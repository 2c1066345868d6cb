import { accessSync, constants, existsSync, fstatSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Input } from './checkInput.js';
import type { RunFlags } from './RunFlags.js';

type OutputFlags = Pick<RunFlags, 'output' | 'outputFormat' | 'fresh'>;

/**
 * Makes sure that answers can be written to `-o`, and that nothing is lost by it: the input is refused, and so is an
 * output that holds something and cannot be gone on with, unless it is to be replaced. `-` is stdout.
 */
export function checkOutput(flags: OutputFlags, input: Input): void {
  const { output } = flags;
  if (output === '-') {
    if (isSame(fstatSync(1), input.stats))
      throw new ConfigError(`stdout is the input itself (${input.name})`);
    return;
  }
  const stats = checkWritable('-o', output);
  if (isResumable(flags)) {
    checkFolder('-o', output);
    const part = statSync(`${output}.part`, { throwIfNoEntry: false });
    if (part !== undefined && isSame(part, input.stats))
      throw new ConfigError(`the input is what has been written of -o ${output}: choose another name`);
  }
  if (stats === undefined) return;
  if (isSame(stats, input.stats))
    throw new ConfigError(`-o ${output} is the input itself: choose another name`);
  refuseReplaced('-o', output, flags);
}

/** The same for `--errors`. */
export function checkErrors(flags: OutputFlags & Pick<RunFlags, 'errors'>, input: Input): void {
  const { errors, output } = flags;
  if (errors === undefined) return;
  checkSide('--errors', errors, { input, output });
  if (isResumable(flags)) {
    checkFolder('--errors', errors);
    if (statSync(errors, { throwIfNoEntry: false })?.isFile() === false)
      throw new ConfigError(`--errors ${errors} is no plain file: a run could not be gone on with`);
  }
  refuseReplaced('--errors', errors, flags);
}

/** Refuses a file that would be lost, unless it is to be. What a run of before has left there is gone on with. */
function refuseReplaced(flag: string, file: string, flags: OutputFlags): void {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size === 0 || flags.fresh) return;
  if (isResumable(flags) && existsSync(`${flags.output}.run.json`)) return;
  throw new ConfigError(
    `${flag} ${file} exists: choose another name, or add --fresh to start over and replace it`,
  );
}

/** True when a run that was stopped can be gone on with: its rows say what they are, and stand in a file. */
export function isResumable({ output, outputFormat }: OutputFlags): boolean {
  if (output === '-' || outputFormat === 'text') return false;
  return statSync(output, { throwIfNoEntry: false })?.isFile() ?? true;
}

/** The same for a file beside the answers, which is none of the others. It may exist: it is appended to, or replaced. */
export function checkSide(
  flag: string,
  file: string | undefined,
  { input, output }: { input: Input; output: string },
): void {
  if (file === undefined) return;
  const stats = checkWritable(flag, file);
  if (resolve(file) === resolve(output))
    throw new ConfigError(`${flag} ${file} is the output: choose another name`);
  if (stats === undefined) return;
  const others = output === '-' ? fstatSync(1) : statSync(output, { throwIfNoEntry: false });
  if (isSame(stats, input.stats)) throw new ConfigError(`${flag} ${file} is the input: choose another name`);
  if (others !== undefined && isSame(stats, others)) {
    throw new ConfigError(`${flag} ${file} is the output: choose another name`);
  }
}

/** Makes sure that `file`, the value of `flag`, can be written; what is there already, if anything. */
function checkWritable(flag: string, file: string): Stats | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isDirectory()) throw new ConfigError(`${flag} ${file} is a folder: name a file in it`);
    if (stats === undefined) checkFolder(flag, file);
    else accessSync(file, constants.W_OK);
    return stats;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`cannot write ${flag} ${file}: ${reasonOf(error)}`, error);
  }
}

/** Makes sure that files can be made beside `file`. */
function checkFolder(flag: string, file: string): void {
  const folder = dirname(file);
  const parent = statSync(folder, { throwIfNoEntry: false });
  if (parent === undefined) {
    throw new ConfigError(
      `${flag} ${file}: there is no folder ${folder}; make it first (mkdir -p ${folder})`,
    );
  }
  if (!parent.isDirectory()) throw new ConfigError(`${flag} ${file}: ${folder} is not a folder`);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new ConfigError(`cannot write ${flag} ${file}: ${folder}: ${reasonOf(error)}`, error);
  }
}

/** True when both are one regular file; devices and pipes may be read and written at once. */
function isSame(a: Stats, b: Stats): boolean {
  return a.isFile() && b.isFile() && a.dev === b.dev && a.ino === b.ino;
}
