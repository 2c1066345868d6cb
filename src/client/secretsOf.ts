/** True for a header or a field of a query by whose name one would expect a secret. */
export function isSecretName(name: string): boolean {
  return /auth|key|token|secret|cookie|password|signature|^sig$|^code$/i.test(name);
}

/** What among a route's settings is secret: the key, and the headers and fields of the URL that are. */
export function secretsOf(
  apiKey: string | undefined,
  headers: Readonly<Record<string, string>>,
  baseUrl: string,
): readonly string[] {
  const secrets = apiKey === undefined ? [] : [apiKey];
  for (const [name, value] of Object.entries(headers)) {
    if (!isSecretName(name)) continue;
    // The scheme before the secret («Bearer x») is none.
    secrets.push(value, ...value.split(/\s+/));
  }
  const query = URL.canParse(baseUrl) ? new URL(baseUrl).search.slice(1) : '';
  for (const field of query.split('&')) {
    const at = field.indexOf('=');
    // As it stands there, and as a server reads it.
    const [value] = new URLSearchParams(field).values();
    if (at > 0 && isSecretName(field.slice(0, at))) secrets.push(field.slice(at + 1), value as string);
  }
  return secrets;
}
