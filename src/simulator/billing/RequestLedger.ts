import type { Writable } from '../../types/plainly.js';
import { PromptMemory, type PromptsSeen } from './PromptMemory.js';
import { pricesAt } from './pricesAt.js';
import type { RequestRecord } from './RequestRecord.js';

/** Tokens and dollars of some requests, as billed. */
export interface Bill {
  readonly requests: number;
  readonly promptTokens: number;
  readonly cacheHitTokens: number;
  readonly completionTokens: number;
  readonly billedUsd: number;
}

/** What is billed for one request. */
export interface BilledTokens {
  readonly promptTokens: number;
  readonly cacheHitTokens: number;
  readonly completionTokens: number;
}

/** With `billedUsd` in millionths of a millionth, which add up exactly. */
type Tally = Writable<Bill>;

const emptyBill: Bill = {
  requests: 0,
  promptTokens: 0,
  cacheHitTokens: 0,
  completionTokens: 0,
  billedUsd: 0,
};

/** Users that are told apart; further ones fold into `other`. */
const maxUsers = 1_000;
/** Requests that `/__requests` shows. */
const maxRecords = 1_000;

/** What the simulator saw and billed, in bounded memory. */
export class RequestLedger {
  readonly #total: Tally = { ...emptyBill };
  readonly #byModel = new Map<string, Tally>();
  readonly #byUser = new Map<string, Tally>();
  readonly #prompts: PromptMemory;
  readonly #records: RequestRecord[] = [];
  readonly #log: ((line: string) => void) | null;
  #number = 0;

  constructor(rememberedPrompts: number, log: ((line: string) => void) | null) {
    this.#prompts = new PromptMemory(rememberedPrompts);
    this.#log = log;
  }

  /** The bill of all requests. */
  get total(): Bill {
    return toBill(this.#total);
  }

  /** Counts a prompt that is being answered; returns how often it has been there. */
  see(hash: string): number {
    return this.#prompts.add(hash);
  }

  /** Bills tokens at the prices of that time. Returns dollars, null for a model without a price. */
  bill(model: string, userId: string, tokens: BilledTokens, ms: number): number | null {
    const prices = pricesAt(model, ms);
    const { promptTokens, cacheHitTokens, completionTokens } = tokens;
    const cost =
      prices === null
        ? 0
        : cacheHitTokens * prices.hit +
          (promptTokens - cacheHitTokens) * prices.miss +
          completionTokens * prices.output;
    add(this.#total, tokens, cost);
    add(tallyOf(this.#byModel, model), tokens, cost);
    const known = this.#byUser.has(userId) || this.#byUser.size < maxUsers;
    add(tallyOf(this.#byUser, known ? userId : 'other'), tokens, cost);
    return prices === null ? null : cost / 1e12;
  }

  /** Keeps the record of a request that has ended. */
  keep(record: Omit<RequestRecord, 'number'>): void {
    const { time, ...rest } = record;
    const numbered: RequestRecord = { time, number: ++this.#number, ...rest };
    if (this.#records.length < maxRecords) this.#records.push(numbered);
    else this.#records[(this.#number - 1) % maxRecords] = numbered;
    this.#log?.(JSON.stringify(numbered));
  }

  /** The last requests that ended, the newest last. */
  records(): RequestRecord[] {
    const oldest = this.#number % maxRecords;
    if (this.#number <= maxRecords) return [...this.#records];
    return [...this.#records.slice(oldest), ...this.#records.slice(0, oldest)];
  }

  read(): {
    readonly bill: Bill;
    readonly byModel: Readonly<Record<string, Bill>>;
    readonly byUser: Readonly<Record<string, Bill>>;
    readonly prompts: PromptsSeen;
  } {
    return {
      bill: toBill(this.#total),
      byModel: toBills(this.#byModel),
      byUser: toBills(this.#byUser),
      prompts: this.#prompts.read(),
    };
  }
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) {
    tally = { ...emptyBill };
    tallies.set(name, tally);
  }
  return tally;
}

function add(tally: Tally, tokens: BilledTokens, cost: number): void {
  tally.requests++;
  tally.promptTokens += tokens.promptTokens;
  tally.cacheHitTokens += tokens.cacheHitTokens;
  tally.completionTokens += tokens.completionTokens;
  tally.billedUsd += cost;
}

function toBill(tally: Tally): Bill {
  return { ...tally, billedUsd: tally.billedUsd / 1e12 };
}

function toBills(tallies: ReadonlyMap<string, Tally>): Record<string, Bill> {
  return Object.fromEntries([...tallies].map(([name, tally]) => [name, toBill(tally)]));
}
