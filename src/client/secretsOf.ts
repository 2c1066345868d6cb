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
  secrets.push(...querySecretsOf(baseUrl));
  return secrets;
}

/** The secrets in the query of a URL, as they stand there and as a server reads them. */
export function querySecretsOf(url: string): readonly string[] {
  const query = URL.canParse(url) ? new URL(url).search.slice(1) : '';
  return query.split('&').flatMap((field) => {
    const at = field.indexOf('=');
    if (at < 1 || !isSecretName(field.slice(0, at))) return [];
    return [field.slice(at + 1), ...new URLSearchParams(field).values()];
  });
}
