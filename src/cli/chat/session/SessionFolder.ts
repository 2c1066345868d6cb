import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { reasonOf } from '../../../engine/reasonOf.js';
import { ConfigError } from '../../../errors/ConfigError.js';
import { type FileIdentity, identityOf } from '../../../journal/FileIdentity.js';
import { nearestWord } from '../../../text/nearestWord.js';
import { readSession, type Session } from './Session.js';
import { writePrivately } from './writePrivately.js';

const ENDING = '.json';
/** No separator, no leading dot or hyphen, nothing that a terminal would not show. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u;
/** With an ending for what is only being written it stays a name on every file system. */
const MAX_BYTES = 200;

/** A session that was found, and what its file was then. */
export interface KeptSession extends Session {
  readonly identity: FileIdentity | undefined;
}

/** The folder in which sessions are kept: nobody else may read it. */
export class SessionFolder {
  readonly path: string;

  constructor(path = stateFolder(process.env)) {
    this.path = path;
  }

  /** @throws ConfigError for a name that is none, or would lead elsewhere. */
  pathOf(name: string): string {
    if (!NAME.test(name) || Buffer.byteLength(name) > MAX_BYTES) {
      throw new ConfigError(
        `${JSON.stringify(name)} cannot be the name of a session: letters, digits, _, - and . within it, at most ${MAX_BYTES} bytes`,
      );
    }
    return join(this.path, name + ENDING);
  }

  /** @throws ConfigError for one that cannot be read; `undefined` when there is none. */
  find(name: string): KeptSession | undefined {
    const path = this.pathOf(name);
    try {
      const identity = identityOf(path);
      return { ...readSession(readFileSync(path, 'utf8')), identity };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      const reason =
        error instanceof ConfigError ? `${error.message}; mend it or move it away` : reasonOf(error);
      throw new ConfigError(`cannot go on with session ${name}, ${path}: ${reason}`, error);
    }
  }

  /** The names that there are, the last written first. */
  names(): readonly string[] {
    let files: string[];
    try {
      files = readdirSync(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new ConfigError(`cannot read ${this.path}: ${reasonOf(error)}`, error);
    }
    const writtenAt = (name: string) =>
      statSync(join(this.path, name + ENDING), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return files
      .filter((file) => file.endsWith(ENDING))
      .map((file) => file.slice(0, -ENDING.length))
      .filter((name) => NAME.test(name))
      .sort((a, b) => writtenAt(b) - writtenAt(a));
  }

  /** Says that there is no such session, and which one may be meant. */
  missing(name: string): ConfigError {
    const nearest = nearestWord(name, this.names());
    const hint = nearest === undefined ? 'none is saved' : `did you mean ${nearest}?`;
    return new ConfigError(`there is no session ${name} in ${this.path}; ${hint}`);
  }

  /**
   * Makes the folder, so that what is wrong with it is known before anything is paid for.
   *
   * @throws ConfigError when nothing can be kept there.
   */
  open(): void {
    try {
      mkdirSync(this.path, { recursive: true, mode: 0o700 });
      chmodSync(this.path, 0o700);
    } catch (error) {
      // What is missing would have been made.
      throw new ConfigError(`cannot keep sessions in ${this.path}: ${reasonOf(error)}`, error);
    }
  }

  /** Writes what `name` shall be from now on, whole or not at all. Throws what the system says. */
  write(name: string, text: string): FileIdentity | undefined {
    const path = this.pathOf(name);
    this.open();
    writePrivately(path, text);
    return identityOf(path);
  }
}

/** `$XDG_STATE_HOME/rxprompt/chat`. Its specification wants relative paths ignored. */
function stateFolder({ XDG_STATE_HOME: state }: NodeJS.ProcessEnv): string {
  const base = state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return join(base, 'rxprompt', 'chat');
}
