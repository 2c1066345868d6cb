import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fullDisk } from './fullDisk.js';
import { type HalfWayPlan, halfWay } from './halfWay.js';
import { Ordeal, type OrdealReport } from './Ordeal.js';
import { type Scenario, scenarios } from './Scenario.js';

const built = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/src/cli/main.js');

/** Settings of one scenario. */
export interface KillOptions {
  readonly main?: string;
  readonly prompts?: number;
  readonly kills: number;
  readonly seed: number;
}

/** Carries one scenario out, with a server and a folder of its own. */
export async function prove(
  scenario: Scenario,
  { main = built, prompts = 300, kills, seed }: KillOptions,
): Promise<OrdealReport> {
  const server = await startSimulator({ faults: { firstTokenMs: 15, firstTokenSigma: 0.8 } });
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-kills-'));
  try {
    return await new Ordeal(scenario, { main, folder, server, prompts, kills, seed }).run();
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

const HALF_WAY: readonly HalfWayPlan[] = [
  { prompts: 2_000, concurrency: 32, flags: [] },
  { prompts: 2_000, concurrency: 32, flags: ['--stream', '--durable'] },
  { prompts: 4_000, concurrency: 256, flags: ['--ordered'] },
];

/** Runs that are killed half way; returns what does not hold. */
async function allHalfWay(): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const plan of HALF_WAY) {
    const { onePass, all, inFlight, wrong: found } = await halfWay(plan, built);
    console.log(
      `killed half way, ${plan.prompts} prompts at concurrency ${[plan.concurrency, ...plan.flags].join(' ')}: ${all.calls} requests, ` +
        `${inFlight.calls} of them in flight at the kill and made again; billed $${all.usd.toFixed(4)}, ` +
        `one pass $${onePass.usd.toFixed(4)}, in flight $${inFlight.usd.toFixed(4)}`,
    );
    wrong.push(...found);
  }
  return wrong;
}

/** Runs that are killed at any moment, and resumed: one row for each prompt at the end, whatever the configuration. */
export async function kills({
  runs = 252,
  seed = 1,
}: {
  readonly runs?: number | undefined;
  readonly seed?: number | undefined;
}): Promise<void> {
  const reports: OrdealReport[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const each = Math.ceil(runs / scenarios.length);
    const report = await prove(scenario, { kills: each, seed: seed + index });
    reports.push(report);
    console.log(
      `${report.scenario}: ${report.kills} kills, ${report.torn} of them in the middle of a row, ${report.passes} passes, ` +
        `${report.requests} requests`,
    );
    for (const wrong of report.wrong) console.log(`  WRONG: ${wrong}`);
  }
  const wrong = [...(await fullDisk(built)), ...(await allHalfWay())];
  for (const what of wrong) console.log(`  WRONG: ${what}`);
  const sum = (of: (report: OrdealReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const bad = reports.filter(({ wrong }) => wrong.length > 0).length;
  console.log(
    `${sum(({ kills }) => kills)} kills, ${sum(({ torn }) => torn)} in the middle of a row, ` +
      `${sum(({ passes }) => passes)} runs finished: ${bad} of ${reports.length} scenarios wrong`,
  );
  if (bad + wrong.length > 0) process.exitCode = 1;
}
