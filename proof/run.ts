// npm run proof [-- NAME] [-- --runs N --seed N]: long proofs of what CI only tries in short. Each prints what it found
// and fails the process when something does not hold.
import { parseArgs } from 'node:util';
import { budget } from './budget/index.js';
import { kills } from './kills/index.js';
import { soak } from './soak/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' } },
});
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const options = { runs: numberOf(values.runs), seed: numberOf(values.seed) };

const proofs: Record<string, () => Promise<void>> = {
  budget: () => budget(options),
  kills: () => kills(options),
  /** `--runs` is its seconds. */
  soak: () => soak(options),
};

for (const name of positionals.length > 0 ? positionals : Object.keys(proofs)) {
  const proof = proofs[name];
  if (proof === undefined) {
    console.error(`no proof «${name}»; there are: ${Object.keys(proofs).join(', ')}`);
    process.exit(2);
  }
  await proof();
}
