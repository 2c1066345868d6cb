import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import type { Simulator } from '../../src/simulator/startSimulator.js';
import { checkOnce, readRows, type SeenRow } from './RowCheck.js';
import type { Scenario } from './Scenario.js';

/** How a scenario is carried out. */
export interface OrdealOptions {
  readonly main: string;
  readonly folder: string;
  readonly server: Simulator;
  readonly prompts: number;
  readonly kills: number;
  readonly seed: number;
}

/** What came of it. */
export interface OrdealReport {
  readonly scenario: string;
  readonly kills: number;
  /** Kills that found a row half written. */
  readonly torn: number;
  /** Times that a run came to its end and was begun anew. */
  readonly passes: number;
  readonly requests: number;
  /** What does not hold; empty: everything does. */
  readonly wrong: readonly string[];
}

const CONCURRENCY = 16;
const LINE_FEED = 10;

/** One scenario: killed at any moment, resumed, and looked at, until it was killed often enough. */
export class Ordeal {
  readonly #scenario: Scenario;
  readonly #options: OrdealOptions;
  readonly #random: SeededRandom;
  readonly #wrong: string[] = [];
  #kills = 0;
  #torn = 0;
  #passes = 0;
  #requests = 0;
  /** Rows that we took away. */
  #lost = 0;
  /** Rows that were there when it was started. */
  #there = 0;
  #durationMs = 1_000;

  constructor(scenario: Scenario, options: OrdealOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  async run(): Promise<OrdealReport> {
    const expected = await this.#undisturbed();
    while (this.#kills < this.#options.kills && this.#wrong.length === 0) await this.#pass(expected);
    const { name: scenario } = this.#scenario;
    return {
      scenario,
      kills: this.#kills,
      torn: this.#torn,
      passes: this.#passes,
      requests: this.#requests,
      wrong: this.#wrong,
    };
  }

  get #output(): string {
    return join(this.#options.folder, 'rows.jsonl');
  }

  get #errors(): string {
    return join(this.#options.folder, 'errors.jsonl');
  }

  get #input(): string {
    return join(this.#options.folder, 'prompts');
  }

  /** The rows that a run writes which nobody disturbs; afterwards nothing is left of it. */
  async #undisturbed(): Promise<Map<number, string>> {
    this.#clear();
    this.#writeInput(this.#options.prompts);
    const before = performance.now();
    const code = await this.#ended(this.#start([], false));
    this.#durationMs = performance.now() - before;
    if (code !== 0 && code !== 3) this.#wrong.push(`undisturbed it ends with ${code}`);
    const rows = this.#rows(false);
    if (rows.length !== this.#options.prompts) this.#wrong.push(`undisturbed it has ${rows.length} rows`);
    return new Map(rows.map(({ seq, says }) => [seq, says]));
  }

  /** From the beginning to the end of one run, however often it is killed in between. */
  async #pass(expected: ReadonlyMap<number, string>): Promise<void> {
    const { prompts, server } = this.#options;
    const { retry, grows } = this.#scenario;
    this.#clear();
    this.#there = 0;
    this.#lost = 0;
    if (retry) await this.#fail();
    const before = server.stats().requests;
    let starts = 0;
    let kills = 0;
    for (let code: number | null = null; code !== 0 && code !== 3; ) {
      const count = grows ? Math.min(prompts, Math.ceil((prompts * ++starts) / 6)) : prompts;
      this.#writeInput(count);
      const child = this.#start();
      code = this.#kills < this.#options.kills ? await this.#disturb(child) : await this.#ended(child);
      if (code !== null && ![0, 3, 130, 143].includes(code)) {
        this.#wrong.push(`exit code ${code}`);
        return;
      }
      if (code === null || code > 3) {
        kills++;
        this.#look();
      } else if (count < prompts) code = null;
    }
    this.#passes++;
    this.#checkEnd(expected);
    const requests = server.stats().requests - before;
    this.#requests += requests;
    // Answers that were under way, or not yet written, are asked for again; no others.
    const most = expected.size + this.#lost + kills * (2 * CONCURRENCY + 16);
    if (this.#scenario.flags.includes('--concurrency')) return;
    if (requests > most) this.#wrong.push(`${requests} requests, at most ${most} are needed`);
  }

  /** A finished run of which half the rows failed. */
  async #fail(): Promise<void> {
    const { server, prompts } = this.#options;
    server.setFaults({ status503Rate: 0.5 });
    this.#writeInput(prompts);
    const code = await this.#ended(this.#start(['--max-retries', '0'], false));
    if (code !== 3) this.#wrong.push(`the run before the retry ends with ${code}`);
    server.setFaults({ status503Rate: 0 });
  }

  #start(more: readonly string[] = [], retry = this.#scenario.retry === true): ChildProcess {
    const { input, flags, apart, torn } = this.#scenario;
    const { main, server } = this.#options;
    const piped = input === 'pipe';
    const asked = ['--base-url', server.url, '--cache', 'off', '--concurrency', `${CONCURRENCY}`];
    const what = retry
      ? ['retry', this.#output, '--concurrency', `${CONCURRENCY}`, '--quiet']
      : ['run', piped ? '-' : this.#input, '-o', this.#output, ...asked, '--quiet', ...flags];
    if (apart && !retry) what.push('--errors', this.#errors);
    const preload = fileURLToPath(new URL('./tornWrites.cjs', import.meta.url));
    const node = torn ? ['--require', preload] : [];
    const child = spawn(process.execPath, [...node, main, ...what, ...more], {
      stdio: [piped ? 'pipe' : 'ignore', 'ignore', 'inherit'],
    });
    if (piped && child.stdin !== null) {
      child.stdin.on('error', () => {});
      createReadStream(this.#input).pipe(child.stdin);
    }
    return child;
  }

  /** Kills it at some moment of its life, unless it has ended by then. The exit code, `null` when it was killed. */
  async #disturb(child: ChildProcess): Promise<number | null> {
    const ended = once(child, 'close').then(([code]) => code as number | null);
    const killed = await Promise.race([ended.then(() => false), this.#moment().then(() => true)]);
    if (!killed) return ended;
    const signal = this.#scenario.signals
      ? (['SIGKILL', 'SIGTERM', 'SIGINT'] as const)[this.#random.below(3)]
      : 'SIGKILL';
    if (child.kill(signal)) this.#kills++;
    if (signal === 'SIGINT' && this.#random.share() < 0.5) {
      await Promise.race([ended, sleep(250)]);
      child.kill('SIGINT');
    }
    const code = await ended;
    while (this.#options.server.stats().inFlight > 0) await sleep(1);
    return code;
  }

  /** Some time after the start, or some requests later: so that kills fall into each part of its life. */
  async #moment(): Promise<void> {
    const { server, prompts } = this.#options;
    if (this.#random.share() < 0.4) {
      await sleep(this.#random.share() * this.#durationMs * 1.1);
      return;
    }
    const due = server.stats().requests + this.#random.below(Math.ceil(prompts / 2));
    while (server.stats().requests < due) await sleep(1);
    await sleep(this.#random.share() * 5);
  }

  async #ended(child: ChildProcess): Promise<number | null> {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  }

  /** After a kill: each row once, and none fewer than before; then what a power cut might do. */
  #look(): void {
    const rows = this.#rows(true);
    checkOnce(rows, this.#wrong);
    // A retry begins a file of its own, without the rows that failed.
    if (rows.length < this.#there && !this.#scenario.retry) {
      this.#wrong.push(`${rows.length} rows, and there were ${this.#there}`);
    }
    const part = `${this.#output}.part`;
    if (existsSync(part) && !endsWhole(part)) this.#torn++;
    if (this.#scenario.sabotage && existsSync(part) && this.#random.share() < 0.5) this.#spoil(part);
    this.#there = this.#rows(true).length;
  }

  #spoil(part: string): void {
    const { size } = statSync(part);
    const before = this.#rows(true).length;
    const how = this.#random.below(4);
    if (how === 0) truncateSync(part, Math.max(0, size - this.#random.below(2_000)));
    else if (how === 1) appendFileSync(part, Buffer.alloc(1 + this.#random.below(5_000)));
    else if (how === 2) appendFileSync(part, '{"seq":1,"id":"line-2","status":"ok","text":"half a r');
    else appendFileSync(part, `${'\0'.repeat(this.#random.below(50))}\n`);
    if (how === 0) this.#lost += before - this.#rows(true).length;
  }

  #checkEnd(expected: ReadonlyMap<number, string>): void {
    const rows = this.#rows(false);
    checkOnce(rows, this.#wrong);
    for (const { seq, says } of rows) {
      if (expected.get(seq) !== says) this.#wrong.push(`seq ${seq} says ${says.slice(0, 200)}`);
    }
    for (const seq of expected.keys()) {
      if (!rows.some((row) => row.seq === seq)) this.#wrong.push(`no row for seq ${seq}`);
    }
    if (this.#scenario.ordered) {
      for (const file of [this.#output, this.#errors]) {
        const seqs = readRows(file, this.#scenario, this.#wrong).map(({ seq }) => seq);
        if (seqs.some((seq, at) => at > 0 && seq < (seqs[at - 1] as number)))
          this.#wrong.push(`${file} is not in order`);
      }
    }
    const left = readdirSync(this.#options.folder).filter((name) => /\.(part|tmp)$|\.lock-/.test(name));
    if (left.length > 0) this.#wrong.push(`left behind: ${left.join(', ')}`);
  }

  /** The rows of both files; those that are growing, or those that have their names. */
  #rows(growing: boolean): SeenRow[] {
    return [this.#output, this.#errors].flatMap((file) => {
      const part = `${file}.part`;
      return readRows(growing && existsSync(part) ? part : file, this.#scenario, growing ? [] : this.#wrong);
    });
  }

  #writeInput(count: number): void {
    const text = `${this.#scenario.lines(count).join('\n')}\n`;
    writeFileSync(this.#input, this.#scenario.input === 'gzip' ? gzipSync(text) : text);
  }

  #clear(): void {
    for (const name of readdirSync(this.#options.folder)) rmSync(join(this.#options.folder, name));
  }
}

/** True unless a row was cut. */
function endsWhole(path: string): boolean {
  const last = readFileSync(path).at(-1);
  return last === undefined || last === LINE_FEED;
}
