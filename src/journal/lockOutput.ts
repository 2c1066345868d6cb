import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../errors/ConfigError.js';
import { type Holder, holderName, isRunning, parseHolder, thisHolder } from './Holder.js';

/** The right to write an output. */
export interface OutputLock {
  release(): void;
}

const BEAT_MS = 10_000;
/** A machine that we cannot look into is taken for dead when it has not stirred for so long. */
const DEAD_MS = 60_000;
const TRIES = 4;
/** For people who find the file. */
const TEXT = `process ${process.pid} on ${hostname()}\n`;

/**
 * Makes sure that no other process writes `output`. A lock is a file with its holder's name in its own, so the one
 * of a process that was killed is told from any other, and can be removed without a race: nobody else ever makes a
 * file of that name.
 *
 * @throws ConfigError while somebody else holds it.
 */
export async function lockOutput(output: string): Promise<OutputLock> {
  const prefix = `${basename(output)}.lock-`;
  const folder = dirname(output);
  const own = `${prefix}${holderName(thisHolder())}`;
  const path = join(folder, own);
  for (let tries = 1; ; tries++) {
    // First the lock, then the look: of two that come at once, each sees the other, or one comes later.
    const fresh = create(path);
    const other = fresh ? findOther(folder, prefix, own) : 'this process';
    if (other === undefined) break;
    if (fresh) rmSync(path, { force: true });
    if (tries === TRIES) {
      throw new ConfigError(
        `${output} is being written by another run (${other}): wait for it, or choose another name`,
      );
    }
    // They may have seen each other; then one of them is the first next time.
    await sleep(Math.random() * 50);
  }
  const beat = setInterval(() => stir(path), BEAT_MS).unref();
  return {
    release() {
      clearInterval(beat);
      rmSync(path, { force: true });
    },
  };
}

function create(path: string): boolean {
  try {
    writeFileSync(path, TEXT, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A full disk has room for a name, but for no text.
    rmSync(path, { force: true });
    throw error;
  }
}

/** Another holder that lives, in words. Removes the locks of those that don't. */
function findOther(folder: string, prefix: string, own: string): string | undefined {
  for (const name of readdirSync(folder)) {
    const holder =
      name.startsWith(prefix) && name !== own ? parseHolder(name.slice(prefix.length)) : undefined;
    if (holder === undefined) continue;
    const path = join(folder, name);
    if (lives(holder, path, join(folder, own))) return wordsOf(holder, path);
    rmSync(path, { force: true });
  }
  return undefined;
}

function lives(holder: Holder, path: string, own: string): boolean {
  if (holder.host === thisHolder().host) return isRunning(holder);
  const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  // By the clock of the file system, which both share.
  return at !== undefined && statSync(own).mtimeMs - at < DEAD_MS;
}

function wordsOf({ host, pid }: Holder, path: string): string {
  return host === thisHolder().host ? `process ${pid}` : `on another machine; see ${path}`;
}

/** Written anew rather than touched: so the time is by the clock of the file system. */
function stir(path: string): void {
  try {
    writeFileSync(path, TEXT, { flag: 'r+' });
  } catch {
    // Somebody took it away; nothing is won by ending a run for that.
  }
}
