import { createFinder } from '../../src/text/createFinder.js';
import { DEFAULT_REDACTION_KINDS, REDACTION_KINDS } from '../../src/text/redactionKinds.js';
import { foreignSamples } from './foreignSamples.js';
import { ownSample } from './ownSample.js';
import { isFound, type Labelled, type Sample } from './Sample.js';

const findAll = createFinder(REDACTION_KINDS);
const findDefault = createFinder(DEFAULT_REDACTION_KINDS);

/**
 * How much of what is labelled is found, by kind, and how many sentences without personal data are altered: in our
 * own sample, and in those of others in `folder`.
 */
export function pii(folder: string | undefined, { show = false } = {}): void {
  for (const sample of folder === undefined ? [ownSample()] : [ownSample(), ...foreignSamples(folder)]) {
    tell(sample, show);
  }
}

function tell({ name, labelled, clean, decoys }: Sample, show: boolean): void {
  console.log(`\n${name.padEnd(14)}found             taken for one, of what only looks so`);
  for (const kind of new Set([...labelled, ...decoys].map((one) => one.kind))) {
    const all = labelled.filter((one) => one.kind === kind);
    const missed = all.filter((one) => !isFound(one, findAll));
    const lookalikes = decoys.filter((one) => one.kind === kind).map(({ text }) => text);
    const taken = lookalikes.filter((text) => findAll(text).some((found) => found.kind === kind));
    const found = part(all.length - missed.length, all.length).padEnd(18);
    console.log(`  ${kind.padEnd(12)}${found}${part(taken.length, lookalikes.length)}`);
    if (show) for (const one of missed) console.log(`    missed  ${inPlace(one)}`);
    if (show) for (const text of taken) console.log(`    taken   ${JSON.stringify(text)}`);
  }
  if (clean.length === 0) return;
  const altered = clean.filter((text) => findAll(text).length > 0);
  const byDefault = clean.filter((text) => findDefault(text).length > 0);
  console.log(
    `  clean sentences altered: ${part(byDefault.length, clean.length)} by default kinds, ` +
      `${part(altered.length, clean.length)} by all`,
  );
  if (show) for (const text of altered) console.log(`    altered ${JSON.stringify(text)}`);
}

function part(count: number, all: number): string {
  return all === 0 ? '-' : `${count}/${all} ${((100 * count) / all).toFixed(1)} %`;
}

function inPlace({ text, start, end }: Labelled): string {
  return `${JSON.stringify(text.slice(start, end))} in ${JSON.stringify(text)}`;
}
