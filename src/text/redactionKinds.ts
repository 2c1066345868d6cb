/** Kinds of personal data that {@link redact} knows, the most specific first: where two overlap, the first wins. */
export const REDACTION_KINDS = [
  'api-key',
  'iban',
  'cn-id',
  'card',
  'email',
  'ip',
  'ssn',
  'cn-mobile',
  'landline',
  'phone',
] as const;

/** One kind of personal data. */
export type RedactionKind = (typeof REDACTION_KINDS)[number];

/** What is taken out unless asked otherwise: all but IP addresses and landlines, which look like much else. */
export const DEFAULT_REDACTION_KINDS: readonly RedactionKind[] = REDACTION_KINDS.filter(
  (kind) => kind !== 'ip' && kind !== 'landline',
);
