import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import type { BudgetRecord } from '../../src/types/Purse.js';
import type { Plan } from './Plan.js';

/** How a plan went. */
export interface Verdict {
  readonly plan: Plan;
  /** In force at the end. */
  readonly capUsd: number;
  readonly billedUsd: number;
  /** What our own books say at the end, and how much of it nobody reported. */
  readonly spentUsd: number;
  readonly unreportedUsd: number;
  readonly requests: number;
  readonly rows: number;
  readonly killed: number;
  /** Of the last start. */
  readonly code: number | null;
  /** What does not hold; empty: everything does. */
  readonly wrong: readonly string[];
}

/** Carries a plan out with the command line at `main`, its files in `folder`, and looks at what the servers billed. */
export async function proveOne(plan: Plan, main: string, folder: string): Promise<Verdict> {
  const servers = await Promise.all(
    Array.from({ length: plan.routes }, (_, index) =>
      startSimulator({ seed: plan.seed + index, faults: plan.faults }),
    ),
  );
  const random = new SeededRandom(~plan.seed);
  // Now and then nobody says for a while what was billed.
  const forgetful = setInterval(() => {
    for (const server of servers) server.setFaults({ usageOn: random.share() < 0.2 ? 'none' : 'finish' });
  }, 50);
  try {
    return await new Proof(plan, main, folder, servers).carryOut();
  } finally {
    clearInterval(forgetful);
    for (const server of servers) await server.close();
  }
}

class Proof {
  readonly #plan: Plan;
  readonly #main: string;
  readonly #servers: readonly Simulator[];
  readonly #input: string;
  readonly #output: string;
  readonly #wrong: string[] = [];
  #killed = 0;

  constructor(plan: Plan, main: string, folder: string, servers: readonly Simulator[]) {
    this.#plan = plan;
    this.#main = main;
    this.#servers = servers;
    this.#input = join(folder, `prompts-${plan.seed}.txt`);
    this.#output = join(folder, `rows-${plan.seed}.jsonl`);
  }

  async carryOut(): Promise<Verdict> {
    const { prompts, seed, capUsd, kills, raise } = this.#plan;
    const lines = Array.from({ length: prompts }, (_, index) => `Question ${index} of plan ${seed}?\n`);
    writeFileSync(this.#input, lines.join(''));
    let cap = capUsd;
    let code: number | null = null;
    for (const after of [...kills, undefined]) {
      code = await this.#start(cap, after);
      this.#checkBills(cap);
      if (code !== null) break;
    }
    if (code === 4 && raise > 1) {
      cap *= raise;
      code = await this.#start(cap, undefined);
      this.#checkBills(cap);
    }
    const rows = this.#checkRows(code);
    const { spent_usd, unreported_usd, leased_usd } = this.#record();
    return {
      plan: this.#plan,
      capUsd: cap,
      billedUsd: this.#sum(({ billedUsd }) => billedUsd),
      spentUsd: spent_usd + leased_usd,
      unreportedUsd: unreported_usd + leased_usd,
      requests: this.#sum(({ requests }) => requests),
      rows,
      killed: this.#killed,
      code,
      wrong: this.#wrong,
    };
  }

  /** Runs until the end, or until it is killed after so many requests; the exit code, `null` when it was killed. */
  async #start(capUsd: number, killAfter: number | undefined): Promise<number | null> {
    const routes = this.#servers.flatMap(({ url }) => ['--base-url', url]);
    const output = ['-o', this.#output, '--max-cost', `${capUsd}`, '--quiet'];
    const args = [this.#main, 'run', this.#input, ...output, ...routes, ...this.#plan.flags];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    const ended = once(child, 'close');
    if (killAfter !== undefined) {
      const due = killAfter + this.#sum(({ requests }) => requests);
      while (child.exitCode === null && this.#sum(({ requests }) => requests) < due) await sleep(1);
      if (child.kill('SIGKILL')) this.#killed++;
    }
    const [code] = (await ended) as [number | null];
    // What was under way when it was killed is billed, too.
    while (this.#sum(({ inFlight }) => inFlight) > 0) await sleep(1);
    if (code !== null && code !== 0 && code !== 3 && code !== 4)
      this.#wrong.push(`exit code ${code}: ${said}`);
    return code;
  }

  #checkBills(capUsd: number): void {
    const billed = this.#sum(({ billedUsd }) => billedUsd);
    if (billed > capUsd) this.#wrong.push(`billed ${billed}, above the cap of ${capUsd}`);
    const { spent_usd, leased_usd } = this.#record();
    if (spent_usd + leased_usd < billed - 1e-9) {
      this.#wrong.push(`billed ${billed}, on record ${spent_usd} and ${leased_usd}`);
    }
  }

  #checkRows(code: number | null): number {
    const path = existsSync(this.#output) ? this.#output : `${this.#output}.part`;
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const seqs = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    const { size } = new Set(seqs);
    if (size !== seqs.length) this.#wrong.push(`${seqs.length} rows for ${size} prompts`);
    if ((code === 0 || code === 3) && size !== this.#plan.prompts) {
      this.#wrong.push(`finished with ${size} rows for ${this.#plan.prompts} prompts`);
    }
    return size;
  }

  #record(): BudgetRecord {
    const path = `${this.#output}.run.json`;
    const nothing: BudgetRecord = { spent_usd: 0, unreported_usd: 0, leased_usd: 0 };
    if (!existsSync(path)) return nothing;
    return (JSON.parse(readFileSync(path, 'utf8')) as { budget?: BudgetRecord }).budget ?? nothing;
  }

  #sum(of: (stats: ReturnType<Simulator['stats']>) => number): number {
    return this.#servers.reduce((sum, server) => sum + of(server.stats()), 0);
  }
}
