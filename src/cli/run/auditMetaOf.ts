import type { AuditLogOptions } from '../../sinks/auditLog.js';

/** What `--audit-meta` asks for: `NAME` is a field of each row, `NAME=VALUE` the same for all. */
export function auditMetaOf(words: readonly string[] = []): AuditLogOptions {
  const metadata: string[] = [];
  const constants: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    if (at === -1) metadata.push(word);
    else constants[word.slice(0, at)] = word.slice(at + 1);
  }
  return { metadata, constants };
}
