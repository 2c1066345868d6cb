import { reasonOf } from '../../../engine/reasonOf.js';
import { ConfigError } from '../../../errors/ConfigError.js';
import { type FileIdentity, identityOf, isUnchanged } from '../../../journal/FileIdentity.js';
import { type Session, sessionJson } from './Session.js';
import type { KeptSession, SessionFolder } from './SessionFolder.js';

/** The session that is being talked in: under which name it is kept, if it is. */
export class CurrentSession {
  readonly folder: SessionFolder;
  #name: string | undefined;
  /** What its file was when we last had it: somebody else may talk in it too. */
  #identity: FileIdentity | undefined;

  constructor(folder: SessionFolder) {
    this.folder = folder;
  }

  /** `undefined` until there is one. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Goes on with `name`, or begins it; returns what was kept. */
  open(name: string): KeptSession | undefined {
    const kept = this.folder.find(name);
    this.folder.open();
    this.#name = name;
    this.#identity = kept?.identity;
    return kept;
  }

  /**
   * Keeps it under `name` from now on.
   *
   * @throws ConfigError when it cannot be written, or there is another one of that name.
   */
  saveAs(name: string, session: Session): void {
    if (name !== this.#name && identityOf(this.folder.pathOf(name)) !== undefined) {
      throw new ConfigError(
        `there is a session ${name} already: take another name, or /load ${name} to go on with it`,
      );
    }
    this.#write(name, session, name === this.#name ? this.#identity : undefined);
  }

  /** Keeps it, where it has a name. */
  save(session: Session): void {
    if (this.#name !== undefined) this.#write(this.#name, session, this.#identity);
  }

  #write(name: string, session: Session, known: FileIdentity | undefined): void {
    const path = this.folder.pathOf(name);
    const now = identityOf(path);
    if (now !== undefined && !isUnchanged(now, known)) {
      throw new ConfigError(
        `session ${name} was written by somebody else since; this dialog is not saved: /save OTHER-NAME keeps it`,
      );
    }
    try {
      this.#identity = this.folder.write(name, sessionJson(session, Date.now()));
      this.#name = name;
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      throw new ConfigError(`cannot save session ${name}, ${path}: ${reasonOf(error)}`, error);
    }
  }
}
