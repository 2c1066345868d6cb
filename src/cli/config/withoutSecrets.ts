/** A setting with the passwords and queries of its addresses hidden; variables stay, since they are only names. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner)]));
  }
  if (typeof value !== 'string' || !/^\w+:\/\//.test(value) || !URL.canParse(value)) return value;
  const url = new URL(value);
  if (url.username === '' && url.password === '' && url.search === '') return value;
  const who = url.username === '' && url.password === '' ? '' : '***@';
  return `${url.protocol}//${who}${url.host}${url.pathname}${url.search === '' ? '' : '?***'}`;
}
