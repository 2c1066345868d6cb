/** What may befall one request, and with `...Rate` is the field that says how often. A status is one more: `status503`. */
export const mishaps = [
  'status429',
  'status500',
  'status502',
  'status503',
  'resetBeforeAnswer',
  'resetMidAnswer',
  'closeMidAnswer',
  'stallBeforeAnswer',
  'stallMidAnswer',
  'cutStream',
  'emptyAnswer',
  'blankAnswer',
  'brokenJson',
  'html200',
  'streamError',
  'interrupted',
  'aborted',
  'filtered',
  'drip',
  'splitUtf8',
] as const;

export type Mishap = (typeof mishaps)[number] | `status${number}`;

/** A name of {@link Mishap}, or `ok` for none. */
export const mishapPattern = new RegExp(
  `^(?:ok|status[45]\\d\\d|${mishaps.filter((name) => !name.startsWith('status')).join('|')})$`,
);

/** The mishaps with the upper ends of their shares, for one draw a request. */
export type MishapTable = readonly (readonly [upTo: number, mishap: Mishap])[];

/** The table of a set of rates; empty when all are 0. */
export function mishapTable(rates: {
  readonly [rate: string]: unknown;
  readonly statusRates: Readonly<Record<string, number>>;
}): MishapTable {
  let upTo = 0;
  const table: [number, Mishap][] = [];
  const add = (share: number, mishap: Mishap) => {
    if (share === 0) return;
    upTo += share;
    table.push([upTo, mishap]);
  };
  for (const mishap of mishaps) add(rates[`${mishap}Rate`] as number, mishap);
  for (const [status, share] of Object.entries(rates.statusRates)) add(share, `status${Number(status)}`);
  return table;
}
