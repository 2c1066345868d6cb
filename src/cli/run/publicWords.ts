import { querySecretsOf } from '../../client/secretsOf.js';
import { createRedactor } from '../../text/createRedactor.js';
import type { RedactionKind } from '../../text/redactionKinds.js';
import { REDACTION_KINDS } from '../../text/redactionKinds.js';

/** A word and the flag it belongs to, written as two words or as one with `=`. */
const FLAG = /^--([\w-]+)(?:=(.*))?$/s;

/**
 * The words of a command as they may be shown: passwords and keys in addresses as `***`, the system message and a template as they
 * are sent, metadata as it is logged.
 */
export function publicWords(words: readonly string[], kinds: readonly RedactionKind[]): readonly string[] {
  let before: string | undefined;
  return words.map((word) => {
    const [, flag, value] = FLAG.exec(word) ?? [];
    const shown =
      value === undefined ? shownAs(before, word, kinds) : `--${flag}=${shownAs(flag, value, kinds)}`;
    before = flag;
    return shown;
  });
}

function shownAs(flag: string | undefined, value: string, kinds: readonly RedactionKind[]): string {
  if (flag === 'system' || flag === 'template') return createRedactor(kinds)(value, {});
  if (flag === 'audit-meta') return createRedactor(REDACTION_KINDS)(value, {});
  if (!/^\w+:\/\//.test(value)) return value;
  const shown = value.replace(/^(\w+:\/\/)[^/?#]*@/, '$1***@');
  return querySecretsOf(value).reduce((text, secret) => text.replaceAll(secret, '***'), shown);
}
