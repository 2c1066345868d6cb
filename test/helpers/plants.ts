/** Personal data and keys to plant: what of them comes out again has leaked. */
export const PERSONAL = {
  email: 'ann.planted@private.example',
  card: '4111 1111 1111 1111',
  iban: 'DE89 3704 0044 0532 0130 00',
  ssn: '123-45-6789',
  phone: '+44 7700 900123',
  cnId: '11010519491231002X',
  cnMobile: '13812345678',
  token: 'ghp_0123456789abcdefghijABCDEFGHIJ012345',
  /** Said by the server, of its own accord. */
  server: 'owner.planted@private.example',
} as const;

/** A question with all of them. */
export const PERSONAL_TEXT = `I am ${Object.values(PERSONAL).join(', and ')}.`;

/** Keys that no pattern knows for one, by where they stand. */
export const KEYS = {
  environment: 'environment/plain+word~9Zq7',
  file: 'keyfile/plain+word~9Zq7',
  config: 'config/plain+word~9Zq7',
  header: 'header/plain+word~9Zq7',
  query: 'query/plain+word~9Zq7',
  redis: 'redis-plain-word-9Zq7',
  user: 'user-plain-word-9Zq7',
} as const;

/** What of `planted` stands in `text`, as it is, encoded or cut in the middle. */
export function leaksOf(text: string, planted: readonly string[]): string[] {
  return planted.filter((plant) =>
    [plant, encodeURIComponent(plant), plant.slice(0, Math.max(12, plant.length >> 1))].some((form) =>
      text.includes(form),
    ),
  );
}
