import { CallError } from '../../errors/CallError.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Quote } from '../../types/Purse.js';
import type { Usage } from '../../types/Usage.js';
import { costAt } from './costOf.js';
import { dearestPrice } from './dearestPrice.js';
import type { ModelTerms, PriceTable, TokenPrice } from './PriceTable.js';
import { HOUR_MS } from './peakHours.js';
import { termsOf } from './priceOf.js';
import { worstTokens } from './worstTokens.js';

/** The provider's clock is not ours, and it may finish what we have given up. */
const SLACK_MS = 60_000;

/** Says what calls may cost, by a table of prices. */
export class Quoter {
  readonly #prices: PriceTable;
  #model = '';
  #fromHour = Number.NaN;
  #toHour = Number.NaN;
  #dearest: TokenPrice | null = null;

  constructor(prices: PriceTable) {
    this.#prices = prices;
  }

  /**
   * @param models Names of the model, the one that the price list is likeliest to have first.
   * @throws {CallError} `unknown_price`, when the table has none of them or nothing bounds the call.
   */
  quote(prompt: Prompt, defaults: Params | undefined, ...models: readonly string[]): Quote {
    for (const model of models) {
      const terms = termsOf(model, this.#prices);
      if (terms !== undefined) return this.#quoteBy(terms, prompt, defaults, model);
    }
    throw unknownPrice(`${models[0]} costs: add it to the prices`);
  }

  #quoteBy(terms: ModelTerms, prompt: Prompt, defaults: Params | undefined, model: string): Quote {
    const { input, output } = worstTokens(prompt, defaults, terms);
    if (output === undefined) {
      throw unknownPrice(
        `an answer of ${model} costs at most: set max_tokens, or its maxOutputTokens in the prices`,
      );
    }
    if (input === undefined) {
      throw unknownPrice(`images and files cost with ${model}: set its contextTokens in the prices`);
    }
    return new TokenQuote(this, model, input, output);
  }

  /** What `model` costs at most in the hours that these moments lie in: mostly the answer is that of before. */
  dearest(model: string, fromMs: number, toMs: number): TokenPrice | null {
    const fromHour = Math.floor((fromMs - SLACK_MS) / HOUR_MS);
    const toHour = Math.floor((toMs + SLACK_MS) / HOUR_MS) + 1;
    if (model !== this.#model || fromHour !== this.#fromHour || toHour !== this.#toHour) {
      // Before the end of that hour, when the next may be dearer.
      this.#dearest = dearestPrice(model, fromHour * HOUR_MS, toHour * HOUR_MS - 1, this.#prices);
      this.#model = model;
      this.#fromHour = fromHour;
      this.#toHour = toHour;
    }
    return this.#dearest;
  }
}

class TokenQuote implements Quote {
  readonly #quoter: Quoter;
  readonly #model: string;
  readonly #input: number;
  readonly #output: number;

  constructor(quoter: Quoter, model: string, input: number, output: number) {
    this.#quoter = quoter;
    this.#model = model;
    this.#input = input;
    this.#output = output;
  }

  worstUsd(fromMs: number, toMs: number): number | null {
    const price = this.#quoter.dearest(this.#model, fromMs, toMs);
    if (price === null) return null;
    // A table may say that the cache costs more; then it counts.
    const input = Math.max(price.hit, price.miss);
    return (this.#input * input + this.#output * price.output) / 1e6;
  }

  billedUsd(usage: Usage, servedModel: string, fromMs: number, toMs: number): number | null {
    const price =
      this.#quoter.dearest(servedModel, fromMs, toMs) ?? this.#quoter.dearest(this.#model, fromMs, toMs);
    return price === null ? null : costAt(usage, price);
  }
}

function unknownPrice(what: string): CallError {
  return new CallError(`nobody knows what ${what}`, { code: 'unknown_price', attempts: 0 });
}
