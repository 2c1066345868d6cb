import { readFileSync } from 'node:fs';
import type { SimulatorFaultsInput } from '../../src/simulator/SimulatorFaults.js';

/** The ways of calling: the columns of the matrix. */
export const ways = ['whole', 'streamed', 'asItComes', 'failover', 'cached', 'cancelled'] as const;
export type Way = (typeof ways)[number];

/** A fault, and what happens with it in each way of calling. */
export interface Row {
  readonly group: string;
  readonly fault: string;
  /** What befalls single requests; else `faults` says all. */
  readonly mishap?: string;
  readonly faults?: SimulatorFaultsInput;
  /** Another request is in flight; the limit is used up; the connection was used before. */
  readonly before?: 'occupied' | 'spent' | 'warm';
  /** Over TLS and HTTP/2. */
  readonly http2?: boolean;
  /** The deadline of an attempt: long enough for a busy machine to make a connection and to answer by half. */
  readonly totalMs?: number;
  /** Further parameters of the request. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly cells: Readonly<Record<Way, string>>;
}

export const rows: readonly Row[] = JSON.parse(
  readFileSync(new URL('./faults.json', import.meta.url), 'utf8'),
);
