import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planOf } from './Plan.js';
import { proveOne, type Verdict } from './proveOne.js';

const main = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/src/cli/main.js');

/** What the servers bill never exceeds `--max-cost`: at concurrency 256, with kills, cut streams and missing usage. */
export async function budget({
  runs = 50,
  seed = 1,
}: {
  readonly runs?: number | undefined;
  readonly seed?: number | undefined;
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-proof-'));
  const verdicts: Verdict[] = [];
  for (let index = 0; index < runs; index++) {
    const verdict = await proveOne(planOf(seed + index), main, folder);
    verdicts.push(verdict);
    console.log(lineOf(verdict));
    for (const wrong of verdict.wrong) console.log(`  WRONG: ${wrong}`);
  }
  rmSync(folder, { recursive: true });
  const bad = verdicts.filter(({ wrong }) => wrong.length > 0).length;
  const sum = (of: (verdict: Verdict) => number) =>
    verdicts.reduce((total, verdict) => total + of(verdict), 0);
  console.log(
    `${runs} runs, ${sum(({ killed }) => killed)} kills, ${sum(({ requests }) => requests)} requests, ` +
      `${verdicts.filter(({ code }) => code === 4).length} stopped at the cap: ${bad} wrong`,
  );
  if (bad > 0) process.exitCode = 1;
}

function lineOf({
  plan,
  capUsd,
  billedUsd,
  spentUsd,
  unreportedUsd,
  requests,
  rows,
  killed,
  code,
}: Verdict): string {
  const usd = (amount: number) => `$${amount.toFixed(4)}`;
  return (
    `${plan.seed}: billed ${usd(billedUsd)} of ${usd(capUsd)}${capUsd > plan.capUsd ? ' (raised)' : ''}; our books ${usd(spentUsd)}, ` +
    `${usd(unreportedUsd)} of it unreported; ${requests} requests, ${rows} of ${plan.prompts} rows, ` +
    `${killed} kills, exit ${code}`
  );
}
