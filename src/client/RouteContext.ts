import type { PriceTable } from '../engine/money/PriceTable.js';
import type { Quoter } from '../engine/money/Quoter.js';
import type { CallObserver } from '../types/CallEvent.js';
import type { Codec } from '../types/Codec.js';
import type { Limiter } from '../types/Limiter.js';
import type { Params } from '../types/Params.js';
import type { Scrubber } from './createScrubber.js';
import type { Sender } from './Exchange.js';

/** What the calls of one route share. */
export interface RouteContext {
  readonly name: string;
  readonly host: string;
  readonly codec: Codec;
  readonly defaults: Params | undefined;
  /** Requested -> served, where they differ. */
  readonly models: Readonly<Record<string, string>>;
  readonly maxAnswerBytes: number;
  readonly scrub: Scrubber;
  readonly prices: PriceTable;
  readonly quoter: Quoter;
  /** It hears what answers say of limits. */
  readonly limiter: Limiter | undefined;
  readonly observe: CallObserver | undefined;
  readonly whole: Sender;
  readonly streamed: Sender;
}
