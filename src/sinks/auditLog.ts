import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs';
import type { Outcome } from '../types/Outcome.js';
import { AuditEntries } from './AuditEntries.js';
import { AuditEntry } from './AuditEntry.js';
import type { AuditLogger } from './AuditLogger.js';
import type { AuditMetadataOptions } from './AuditMetadata.js';
import { sinkError } from './sinkError.js';

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
      const entries = new AuditEntries(logger, entry);
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
