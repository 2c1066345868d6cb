import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DoneRows } from '../engine/journal/DoneRows.js';
import type { RowReader } from '../engine/journal/RowReader.js';
import { ConfigError } from '../errors/ConfigError.js';
import { copyRows, type KeepRow } from './copyRows.js';
import { syncFile, syncFolder } from './saveDurably.js';
import { scanRows } from './scanRows.js';

/** A file of rows: it grows as its `.part`, and gets its name at the end. */
export class RowFile {
  readonly path: string;
  readonly part: string;
  /** Where its rows stand; `undefined` when there are none yet. */
  at: string | undefined;

  /** @param closed Whether the file itself counts, when there is no `.part`. */
  constructor(path: string, closed: boolean) {
    this.path = path;
    this.part = `${path}.part`;
    this.at = existsSync(this.part) ? this.part : closed && existsSync(path) ? path : undefined;
  }

  /** Bytes of it. */
  get size(): number {
    return this.at === undefined ? 0 : statSync(this.at).size;
  }

  /**
   * Notes its rows in `done`, and takes out what is torn or broken: the end, which a kill may have cut, and whatever
   * a power cut has left of lines in the middle.
   *
   * @throws ConfigError for a finished file that somebody has made something else of.
   */
  async read(reader: RowReader, done: DoneRows): Promise<void> {
    if (this.at === undefined) return;
    const { bytes, broken } = await scanRows(this.at, reader, done);
    if (broken === 0 && bytes === this.size) return;
    if (this.at === this.path) {
      throw new ConfigError(
        `${this.path} holds lines that are no rows of its run: choose another name, or add --fresh to start over`,
      );
    }
    if (broken > 0) await copyRows(this.at, this.at, reader, () => true);
    else truncateSync(this.at, bytes);
  }

  /** Begins a `.part` with its rows, but without those that `keep` does not want; the file itself stays. */
  async copyWithout(reader: RowReader, keep: KeepRow): Promise<void> {
    if (this.at !== this.path) return;
    await copyRows(this.path, this.part, reader, keep);
    this.at = this.part;
    syncFolder(dirname(this.part));
  }

  /** Makes it ready to be appended to, under the name of its `.part`. */
  open(): void {
    if (this.at === undefined) {
      closeSync(openSync(this.part, 'a'));
      syncFolder(dirname(this.part));
    } else if (this.at === this.path) renameSync(this.path, this.part);
    this.at = this.part;
  }

  /** Gives it its name. What is in it is on the disk before that. */
  close(): void {
    if (this.at !== this.part) return;
    syncFile(this.part);
    renameSync(this.part, this.path);
    this.at = this.path;
    syncFolder(dirname(this.path));
  }

  /** Forgets the rows of a run that is started over. A finished file stays until the new one takes its place. */
  discard(): void {
    rmSync(this.part, { force: true });
    this.at = undefined;
  }
}
