import { type MonoTypeOperatorFunction, tap } from 'rxjs';
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
 * Holds:   nothing; the logger may, and is flushed at the end.
 * Errors:  `SinkError` when the logger throws.
 * Cancels: unsubscribing flushes the logger.
 */
export function auditLog<T extends Outcome>(
  logger: AuditLogger,
  options: AuditLogOptions = {},
): MonoTypeOperatorFunction<T> {
  const entry = new AuditEntry(options);
  const write = (outcome: T) => {
    try {
      if (logger.infoJson !== undefined) logger.infoJson(entry.json(outcome));
      else logger.info(entry.object(outcome));
    } catch (error) {
      throw sinkError('the audit log', error);
    }
  };
  const flush = () => {
    try {
      logger.flush?.();
    } catch (error) {
      throw sinkError('the audit log', error);
    }
  };
  return tap<T>({
    next: write,
    error: flush,
    complete: flush,
    unsubscribe: () => {
      try {
        logger.flush?.();
      } catch {
        // The subscriber has gone: nobody is left to be told.
      }
    },
  });
}
