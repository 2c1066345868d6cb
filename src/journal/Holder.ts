import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds a lock, as the name of its lock file tells it. */
export interface Holder {
  /** Of the machine, in short. */
  readonly host: string;
  readonly pid: number;
  /** When it was started, in the words of the system: ids of processes are used again. */
  readonly started: string;
}

/** This process. */
export function thisHolder(): Holder {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
  return { host, pid: process.pid, started: startOf(process.pid) ?? '0' };
}

export function holderName({ host, pid, started }: Holder): string {
  return `${host}-${pid}-${started}`;
}

export function parseHolder(name: string): Holder | undefined {
  const [, host, pid, started] = /^([0-9a-f]{6})-(\d+)-(\d+)$/.exec(name) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid), started: started as string };
}

/** Whether a process of this machine still runs. */
export function isRunning({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user is not to be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (startOf(pid) ?? started) === started;
}

/** Clock ticks from the start of the machine to that of the process; `undefined` where the system does not tell. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Its name, in brackets, may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
