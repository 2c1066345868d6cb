import { statSync } from 'node:fs';

/** What tells that a file is the one of before, and as it was: any write, rename or copy changes some of it. */
export interface FileIdentity {
  readonly dev: string;
  readonly ino: string;
  readonly size: number;
  readonly mtime_ns: string;
  readonly ctime_ns: string;
}

/** The identity of a regular file; `undefined` where there is none. */
export function identityOf(path: string): FileIdentity | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) return undefined;
  return {
    dev: String(stats.dev),
    ino: String(stats.ino),
    size: Number(stats.size),
    mtime_ns: String(stats.mtimeNs),
    ctime_ns: String(stats.ctimeNs),
  };
}

/** True when both are known and the same. */
export function isUnchanged(a: FileIdentity | null | undefined, b: FileIdentity | null | undefined): boolean {
  return (
    a != null &&
    b != null &&
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtime_ns === b.mtime_ns &&
    a.ctime_ns === b.ctime_ns
  );
}

/** So old a file must be that a change in the same tick of its clock cannot have been missed. */
const STEADY_MS = 2_000;

/** `identity` when it can be relied on later, else `null`. `now` is the time of day, in milliseconds. */
export function steady(identity: FileIdentity | null | undefined, now: number): FileIdentity | null {
  if (identity == null) return null;
  return now - Number(BigInt(identity.ctime_ns) / 1_000_000n) > STEADY_MS ? identity : null;
}
