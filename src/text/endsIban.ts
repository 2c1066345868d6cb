import { isLetter } from './characters.js';
import { ibanFormAt } from './ibanForms.js';
import { lengthOf, type NumberRun } from './NumberRun.js';

/** Country, check digits and groups of four before a number make it the end of an account number. */
const IBAN_HEAD = /(?:^|[^A-Za-z0-9])([A-Z]{2}\d{2}(?: [A-Z0-9]{4})*) ?$/;

/** Whether the groups go on with an IBAN, one that is wrong: a right one is reported as such. */
export function endsIban(run: NumberRun): boolean {
  const { text, starts, ends } = run;
  // `HR|12 1001 0051`: the check digits are the first group.
  const first = isLetter(text.charCodeAt(starts[0]! - 1)) ? 1 : 0;
  if (first === run.count || lengthOf(run, first) !== 4) return false;
  const end = first === 1 ? ends[0]! : starts[0]!;
  const head = IBAN_HEAD.exec(text.slice(Math.max(0, end - 28), end))?.[1];
  return head !== undefined && ibanFormAt(head, 0) !== undefined;
}
