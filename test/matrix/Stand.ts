import { lastValueFrom } from 'rxjs';
import { expect } from 'vitest';
import { createClient } from '../../src/client/createClient.js';
import type { HttpRoute } from '../../src/client/createRoute.js';
import { noFaults } from '../../src/simulator/faults/noFaults.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { until } from '../helpers/until.js';
import { ask, chatBody } from '../simulator/ask.js';
import type { Row } from './rows.js';

/** Strikes the first request and no other, or every one. */
export type Mode = 'once' | 'always';

const other = 'somebody-else';

/** Two servers, one of them with the fault of a row, and clients that ask them. */
export class Stand {
  readonly row: Row;
  readonly faulty: Simulator;
  readonly healthy: Simulator;
  readonly prompt: Prompt;
  /** What the healthy server answers. */
  wanted!: Reply;
  #occupier: AbortController | null = null;
  #billedBefore = 0;

  private constructor(row: Row, faulty: Simulator, healthy: Simulator) {
    this.row = row;
    this.faulty = faulty;
    this.healthy = healthy;
    this.prompt = aPrompt({
      messages: [{ role: 'user', content: '为什么天空是蓝色的? 🌤' }],
      params: { model: 'deepseek-flash', ...row.params },
    });
  }

  static async open(row: Row): Promise<Stand> {
    const options = { answerTokens: 20, reasoningTokens: 8, http2: row.http2 ?? false };
    const stand = new Stand(row, await startSimulator(options), await startSimulator(options));
    const client = stand.client(2, () => undefined);
    stand.wanted = await lastValueFrom(client.routes[1]!.call(stand.prompt));
    await client.close();
    return stand;
  }

  async close(): Promise<void> {
    this.#occupier?.abort();
    await Promise.all([this.faulty.close(), this.healthy.close()]);
  }

  /** Whether the fault is a state of the server, which somebody has to mend, and does not pass by itself. */
  get isState(): boolean {
    const { row } = this;
    return row.mishap === undefined && row.before !== 'spent' && row.before !== 'warm';
  }

  /** The deadline of an attempt. */
  get totalMs(): number {
    return this.row.totalMs ?? 20_000;
  }

  /** Whether the server read less of the prompt than there is, which makes another answer. */
  isPart({ usage }: Reply): boolean {
    return (usage?.promptTokens ?? 0) < (this.wanted.usage?.promptTokens ?? 0) && usage !== null;
  }

  /** Puts the fault in force. */
  async begin(mode: Mode): Promise<void> {
    const { row, faulty } = this;
    this.mend();
    await this.ready();
    const { mishap, faults = {} } = row;
    if (row.before === 'occupied') await this.#occupy();
    faulty.setFaults(faults);
    if (mishap !== undefined) faulty.setFaults(mode === 'once' ? { next: [mishap] } : rateOf(mishap));
    if (row.before === 'spent') await this.#spend();
    this.#billedBefore = this.#billed;
  }

  /** All is well again. */
  mend(): void {
    this.faulty.setFaults(noFaults);
    this.#occupier?.abort();
    this.#occupier = null;
  }

  /** A client of the faulty server, and of the healthy one behind it when `routes` is 2. */
  client(
    routes: 1 | 2,
    observe: (event: CallEvent) => void,
  ): { routes: readonly HttpRoute[]; close(): Promise<void> } {
    const urls = [this.faulty.url, this.healthy.url].slice(0, routes);
    const names = ['first', 'second'];
    return createClient({
      routes: urls.map((baseUrl, priority) => ({
        name: names[priority] as string,
        baseUrl,
        apiKey: 'sk-test',
        priority,
        http2: this.row.http2 ?? false,
      })),
      observe,
    });
  }

  /** Asks once over a connection that is used again. */
  async warm({ routes }: { readonly routes: readonly HttpRoute[] }): Promise<void> {
    if (this.row.before !== 'warm') return;
    const params = { model: 'deepseek-flash', user_id: other };
    await lastValueFrom(routes[0]!.call(aPrompt({ params })));
  }

  /** Dollars that the servers billed for what is asked here, since the fault began. */
  get billedUsd(): number {
    return this.#billed - this.#billedBefore;
  }

  get #billed(): number {
    const sums = [this.faulty, this.healthy].map((simulator) => {
      const { billedUsd, byUser } = simulator.stats();
      return billedUsd - (byUser[other]?.billedUsd ?? 0);
    });
    return sums[0]! + sums[1]!;
  }

  /** After `mend`: the server takes connections, and has nothing left to do. */
  async ready(): Promise<void> {
    const isThere = () =>
      fetch(`${this.faulty.url}/__stats`).then(
        (response) => response.text(),
        () => null,
      );
    while ((await isThere()) === null);
    await this.idle();
  }

  /** Nothing is under way but who occupies the server. */
  async idle(): Promise<void> {
    const occupied = this.#occupier === null ? 0 : 1;
    await until(() => this.faulty.stats().inFlight === occupied && this.healthy.stats().inFlight === 0);
  }

  async #occupy(): Promise<void> {
    const { faulty } = this;
    const occupier = new AbortController();
    this.#occupier = occupier;
    faulty.setPlan({ steps: [{ where: { userId: other }, faults: { firstTokenMs: 600_000 } }] });
    fetch(`${faulty.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: chatBody('Why?', { user_id: other }),
      signal: occupier.signal,
    }).catch(() => undefined);
    await until(() => faulty.stats().inFlight === 1);
  }

  /** Uses the limit up; of windows by the clock, one that has just begun, so that it lasts. */
  async #spend(): Promise<void> {
    const isTaken = async () =>
      (await ask(`${this.faulty.url}/chat/completions`, chatBody('Why?', { user_id: other }))).status === 200;
    while (await isTaken());
    if (this.row.faults?.rateLimitKind !== 'fixedWindow') return;
    while (!(await isTaken()));
    while (await isTaken());
  }
}

function rateOf(mishap: string): Record<string, unknown> {
  const status = /^status(\d+)$/.exec(mishap)?.[1];
  return status === undefined ? { [`${mishap}Rate`]: 1 } : { statusRates: { [status]: 1 } };
}

/** What must hold after every call: nothing is kept. */
export function expectNothingKept(limiter: { readonly inFlight: number; readonly waiting: number }): void {
  expect([limiter.inFlight, limiter.waiting]).toEqual([0, 0]);
}
