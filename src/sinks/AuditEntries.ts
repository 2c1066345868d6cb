import { putOff } from '../stage/together.js';
import type { Outcome } from '../types/Outcome.js';
import type { AuditEntry } from './AuditEntry.js';
import type { AuditLogger } from './AuditLogger.js';

/** Writes the entries of one subscription; of outcomes that come together, together. */
export class AuditEntries {
  readonly #logger: AuditLogger;
  readonly #entry: AuditEntry;
  #late: Outcome[] = [];
  #failed = false;
  #error: unknown;

  constructor(logger: AuditLogger, entry: AuditEntry) {
    this.#logger = logger;
    this.#entry = entry;
  }

  /** Throws what the logger throws, of late entries with the next one or at the end. */
  add(outcome: Outcome): void {
    this.#tell();
    if (this.#logger.infoJson === undefined) this.#logger.info(this.#entry.object(outcome));
    else if (this.#late.length > 0 || putOff('write', this.#writeLate)) this.#late.push(outcome);
    else this.#logger.infoJson(this.#entry.json(outcome));
  }

  flush(): void {
    this.#writeLate();
    this.#logger.flush?.();
    this.#tell();
  }

  readonly #writeLate = (): void => {
    const late = this.#late;
    this.#late = [];
    try {
      for (const outcome of late) this.#logger.infoJson?.(this.#entry.json(outcome));
    } catch (error) {
      this.#failed = true;
      this.#error = error;
    }
  };

  #tell(): void {
    if (this.#failed) throw this.#error;
  }
}
