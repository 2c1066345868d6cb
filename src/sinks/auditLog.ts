import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs';
import { putOff } from '../stage/together.js';
import type { Outcome } from '../types/Outcome.js';
import { AuditEntry } from './AuditEntry.js';
import type { AuditMetadataOptions } from './AuditMetadata.js';
import { sinkError } from './sinkError.js';

/** What the audit log needs of a logger; those of pino have it, and `createAuditLogger` makes one. */
export interface AuditLogger {
  info(entry: object): void;
  /** Takes the fields of an entry as JSON, without braces. Where a logger has it, `info` is not called: it is faster. */
  infoJson?(fields: string): void;
  flush?(): void;
}

/** Options of {@link auditLog}. */
export interface AuditLogOptions extends AuditMetadataOptions {}

/**
 * At the end of a pipe: one entry for each outcome, then the outcome itself. An entry has the id, the first 50
 * characters of the question, the length of the answer, route, model, attempts, usage, cost, cache tier, the code of
 * an error and your metadata; never an answer, or the message of an error. Personal data and keys, of every kind, are
 * taken out of all of it, also where no `sanitize` stands above.
 *
 * Holds:   outcomes that have come together, until the last of them; the logger may, and is flushed at the end.
 * Errors:  `SinkError` when the logger throws, with the next outcome where it was late.
 * Cancels: unsubscribing flushes the logger.
 */
export function auditLog<T extends Outcome>(
  logger: AuditLogger,
  options: AuditLogOptions = {},
): MonoTypeOperatorFunction<T> {
  const entry = new AuditEntry(options);
  return (source) =>
    defer(() => {
      const entries = new Entries(logger, entry);
      const told = (action: () => void) => {
        try {
          action();
        } catch (error) {
          throw sinkError('the audit log', error);
        }
      };
      const flush = () => told(() => entries.flush());
      return source.pipe(
        tap<T>({
          next: (outcome) => told(() => entries.add(outcome)),
          error: flush,
          complete: flush,
          unsubscribe: () => {
            try {
              entries.flush();
            } catch {
              // The subscriber has gone: nobody is left to be told.
            }
          },
        }),
      );
    });
}

/** Writes the entries of one subscription; of outcomes that come together, together. */
class Entries {
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
