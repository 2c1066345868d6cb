/** How a request ended: to the last byte, refused, or cut off by one of the two sides. */
export type RequestOutcome = 'answered' | 'refused' | 'cancelled' | 'broken';

/** What the simulator saw of one request, as its log and `/__requests` tell it. No prompt and no key is in it. */
export interface RequestRecord {
  /** When it came in, by the simulator's clock. */
  readonly time: string;
  /** Its number since the start, from 1. */
  readonly number: number;
  readonly path: string;
  /** Null when it ended without an answer. */
  readonly status: number | null;
  readonly outcome: RequestOutcome;
  /** The fault that befell it. */
  readonly fault: string | null;
  /** The rest is null, or 0, for requests that no model was asked. */
  readonly model: string | null;
  readonly user_id: string | null;
  /** The first twelve digits of the SHA-256 of the conversation's texts, joined by line feeds. */
  readonly prompt_hash: string | null;
  /** How often that prompt has been there, this time included. */
  readonly times: number;
  readonly stream: boolean;
  readonly finish_reason: string | null;
  /** Tokens as billed. */
  readonly prompt_tokens: number;
  readonly prompt_cache_hit_tokens: number;
  readonly completion_tokens: number;
  /** Null for a model without a price. */
  readonly usd: number | null;
  readonly peak: boolean;
  /** From its head to its last byte. */
  readonly ms: number;
}
