import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { checkOnce, readRows } from './RowCheck.js';

/** A run that is killed half way. */
export interface HalfWayPlan {
  readonly prompts: number;
  readonly concurrency: number;
  /** Besides input, output and server. */
  readonly flags: readonly string[];
}

/** What servers counted. */
interface Bill {
  readonly calls: number;
  readonly usd: number;
}

/** What came of it. */
export interface HalfWayReport {
  /** Of a run that nobody disturbs. */
  readonly onePass: Bill;
  /** Of the one that was killed and resumed. */
  readonly all: Bill;
  /** Of what was in flight when it was killed: sent, and without a row afterwards. */
  readonly inFlight: Bill;
  /** What does not hold; empty: everything does. */
  readonly wrong: readonly string[];
}

/** Off the peak, which must not begin between two runs that are compared. */
const START_AT = '2026-11-24T20:00:00+08:00';

/**
 * Kills a run when half of its calls have been sent, and resumes it to its end. Whatever is asked again had been in flight,
 * and was asked again once: all of it costs one pass, and what was in flight.
 */
export async function halfWay(plan: HalfWayPlan, main: string): Promise<HalfWayReport> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-half-'));
  try {
    const whole = await new HalfWay(plan, main, folder, 'whole').run(false);
    const half = await new HalfWay(plan, main, folder, 'half').run(true);
    const { all, inFlight } = half;
    const wrong = [...whole.wrong, ...half.wrong];
    const onePass = whole.all;
    if (onePass.calls !== plan.prompts) wrong.push(`${onePass.calls} requests for ${plan.prompts} prompts`);
    if (all.calls !== onePass.calls + inFlight.calls) {
      wrong.push(`${all.calls} requests, for ${onePass.calls} prompts and ${inFlight.calls} in flight`);
    }
    if (all.usd > onePass.usd + inFlight.usd + 1e-9) {
      wrong.push(`billed ${all.usd}, one pass is ${onePass.usd}, and in flight were ${inFlight.usd}`);
    }
    return { onePass, all, inFlight, wrong };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One run, with a server of its own. */
class HalfWay {
  readonly #plan: HalfWayPlan;
  readonly #main: string;
  readonly #input: string;
  readonly #output: string;
  readonly #wrong: string[] = [];
  /** What each prompt cost, as often as it was asked. */
  readonly #bills = new Map<string, number[]>();

  constructor(plan: HalfWayPlan, main: string, folder: string, name: string) {
    this.#plan = plan;
    this.#main = main;
    this.#input = join(folder, `${name}.txt`);
    this.#output = join(folder, `${name}.jsonl`);
  }

  async run(killed: boolean): Promise<Omit<HalfWayReport, 'onePass'>> {
    const { prompts } = this.#plan;
    writeFileSync(this.#input, Array.from({ length: prompts }, (_, n) => `Tell me of ${n}\n`).join(''));
    const server = await startSimulator({
      startAt: START_AT,
      faults: { firstTokenMs: 30, firstTokenSigma: 0.8 },
      log: (line) => this.#note(JSON.parse(line)),
    });
    try {
      const lost = killed ? await this.#kill(server) : 0;
      const [code] = await once(this.#start(server), 'close');
      if (code !== 0) this.#wrong.push(`exit code ${code}`);
      return this.#report(lost);
    } finally {
      await server.close();
    }
  }

  #start({ url }: Simulator): ChildProcess {
    const { concurrency, flags } = this.#plan;
    const calls = ['--base-url', url, '--cache', 'off', '--concurrency', `${concurrency}`, '--quiet'];
    const args = [this.#main, 'run', this.#input, '-o', this.#output, ...calls, ...flags];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** Returns how many calls have been sent and have no row. */
  async #kill(server: Simulator): Promise<number> {
    const child = this.#start(server);
    const ended = once(child, 'close');
    while (server.stats().requests < this.#plan.prompts / 2) await sleep(1);
    if (!child.kill('SIGKILL')) this.#wrong.push('it had ended before it was killed');
    await ended;
    // What was under way is billed, too.
    while (server.stats().inFlight > 0) await sleep(1);
    const rows = readRows(`${this.#output}.part`, {}, this.#wrong);
    checkOnce(rows, this.#wrong);
    return server.stats().requests - rows.length;
  }

  #note({ prompt_hash: hash, usd }: { readonly prompt_hash: string; readonly usd: number }): void {
    this.#bills.set(hash, [...(this.#bills.get(hash) ?? []), usd]);
  }

  #report(lost: number): Omit<HalfWayReport, 'onePass'> {
    const { prompts, concurrency } = this.#plan;
    const rows = readRows(this.#output, {}, this.#wrong);
    checkOnce(rows, this.#wrong);
    if (rows.length !== prompts) this.#wrong.push(`${rows.length} rows for ${prompts} prompts`);
    const bills = [...this.#bills.values()];
    const twice = bills.filter(({ length }) => length > 1);
    if (twice.length !== lost || twice.some(({ length }) => length > 2))
      this.#wrong.push(`${lost} were in flight, and ${twice.length} were asked again`);
    // An answer that came in the last turn of the event loop may have no row yet, and its place be taken already.
    if (lost > 2 * concurrency) this.#wrong.push(`${lost} in flight, at a concurrency of ${concurrency}`);
    const inFlight = { calls: lost, usd: sum(twice.map(([first = 0]) => first)) };
    return { all: { calls: bills.flat().length, usd: sum(bills.flat()) }, inFlight, wrong: this.#wrong };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
