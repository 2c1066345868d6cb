import { isAlphanumeric, isDigit, isLetter } from '../characters.js';
import type { Report } from '../Found.js';
import { ibanFormAt } from '../ibanForms.js';
import type { NumberRun } from '../NumberRun.js';

/** ISO 7064 MOD 97-10, over the account first and the country and check digits last. */
function hasValidCheckDigits(iban: string): boolean {
  let rest = 0;
  for (let i = 4; i < iban.length + 4; i++) {
    const code = iban.charCodeAt(i % iban.length);
    rest = isDigit(code) ? (rest * 10 + code - 48) % 97 : (rest * 100 + code - 55) % 97;
  }
  return rest === 1;
}

const isSeparator = (code: number) => code === 32 || code === 45 || code === 46;

/**
 * Reports an IBAN in one piece or in groups with spaces, dashes or dots; valid ones only. It shows itself by its
 * check digits: a run of digits after two letters that start a word.
 */
export function findIban(run: NumberRun, report: Report): void {
  const { text } = run;
  const start = run.starts[0]! - 2;
  if (!isLetter(text.charCodeAt(start + 1)) || !isLetter(text.charCodeAt(start))) return;
  const form = ibanFormAt(text, start);
  if (form === undefined || isAlphanumeric(text.charCodeAt(start - 1))) return;

  let iban = '';
  let end = start;
  while (iban.length < form.length) {
    const code = text.charCodeAt(end);
    if (isAlphanumeric(code)) iban += text[end];
    else if (!isSeparator(code) || isSeparator(text.charCodeAt(end - 1))) break;
    end++;
  }
  if (iban.length < form.length || isAlphanumeric(text.charCodeAt(end))) return;
  const upper = iban.toUpperCase();
  // Letters of both cases in the account are those of an identifier in code.
  const account = iban.slice(4);
  if (account !== upper.slice(4) && account !== account.toLowerCase()) return;
  if (form.pattern.test(upper) && hasValidCheckDigits(upper)) report('iban', start, end);
}
