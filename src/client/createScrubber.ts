/** Takes secrets out of a text. */
export type Scrubber = (text: string) => string;

/**
 * Replaces each of `secrets`, and whatever looks like a key, by a mark. What a server shows of a key itself, its
 * last four characters, stays.
 */
export function createScrubber(secrets: readonly string[]): Scrubber {
  // The longest first, in case one is part of another. A text this short is no secret, and would be everywhere.
  const known = secrets.filter((secret) => secret.length >= 6).toSorted((a, b) => b.length - a.length);
  return (text) => {
    let scrubbed = text;
    for (const secret of known) scrubbed = scrubbed.replaceAll(secret, '[secret]');
    return scrubbed
      .replace(/\b(sk|pk|rk|gsk|xai)-[\w-]{8,200}/g, '$1-[secret]')
      .replace(/\bBearer\s{1,5}[\w.~+/-]{8,2000}=*/gi, 'Bearer [secret]');
  };
}

/** True for a header by whose name one would expect a secret. */
export function isSecretHeader(name: string): boolean {
  return /auth|key|token|secret|cookie/i.test(name);
}

/** What among a route's settings is secret: the key, and the headers that are. */
export function secretsOf(
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>>,
): readonly string[] {
  const secrets = apiKey === undefined ? [] : [apiKey];
  for (const [name, value] of Object.entries(headers)) {
    if (!isSecretHeader(name)) continue;
    // The scheme before the secret («Bearer x») is none.
    secrets.push(value, ...value.split(/\s+/));
  }
  return secrets;
}
