import { createRedactor } from '../text/createRedactor.js';
import { DEFAULT_REDACTION_KINDS } from '../text/redactionKinds.js';

/** Takes secrets and personal data out of a text. */
export type Scrubber = (text: string) => string;

/** What a server says beyond this is read by nobody. */
const MAX_CHARACTERS = 64 * 1_024;

/** So much of a secret gives it away: the rest may have been cut off. */
const TELLING_CHARACTERS = 8;

/**
 * For the words of a server, which may say back what it was told: replaces each of `secrets`, whole or cut, and
 * whatever looks like a key, by a mark, and personal data of the default kinds by their kind. What a server shows of a
 * key itself, its last four characters, stays. Of a text beyond 64 KiB the rest is dropped.
 */
export function createScrubber(secrets: readonly string[]): Scrubber {
  const known = formsOf(secrets);
  const redact = createRedactor(DEFAULT_REDACTION_KINDS);
  return (text) => {
    let scrubbed = text.slice(0, MAX_CHARACTERS);
    for (const secret of known) scrubbed = withoutSecret(scrubbed, secret);
    return redact(
      scrubbed
        .replace(/\b(sk|pk|rk|gsk|xai)-[\w-]{8,200}/g, '$1-[secret]')
        .replace(/\bBearer\s{1,5}[\w.~+/-]{8,2000}=*/gi, 'Bearer [secret]'),
      {},
    );
  };
}

/** The secrets as they are, and as JSON and URLs spell them. The longest first, in case one is part of another. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  // A text this short is no secret, and would be everywhere.
  return [...new Set(forms)].filter(({ length }) => length >= 6).sort((a, b) => b.length - a.length);
}

function withoutSecret(text: string, secret: string): string {
  const head = secret.slice(0, TELLING_CHARACTERS);
  let clean = '';
  let done = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, done)) {
    let length = head.length;
    while (length < secret.length && text[at + length] === secret[length]) length++;
    clean += `${text.slice(done, at)}[secret]`;
    done = at + length;
  }
  return clean + text.slice(done);
}
