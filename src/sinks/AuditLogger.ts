/** What the audit log needs of a logger; those of pino have it, and `createAuditLogger` makes one. */
export interface AuditLogger {
  info(entry: object): void;
  /** Takes the fields of an entry as JSON, without braces. Where a logger has it, `info` is not called: it is faster. */
  infoJson?(fields: string): void;
  flush?(): void;
}
