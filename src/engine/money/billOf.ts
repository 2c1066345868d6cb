import { isCallError } from '../../errors/CallError.js';
import type { Usage } from '../../types/Usage.js';

/** What somebody says of the price of a call. */
export interface Bill {
  /** `null`: nothing was billed. */
  readonly usage: Usage | null;
  /** The model that served it; empty when nobody said. */
  readonly model: string;
}

const NOTHING: Bill = { usage: null, model: '' };

/**
 * The bill in a Reply, in the `end` of a stream, or in an error that knows of one; `undefined` where nothing is said of
 * it, so that a call without a bill can be told from one that cost nothing.
 */
export function billOf(value: unknown): Bill | undefined {
  if (isCallError(value)) {
    if (value.unbilled) return NOTHING;
    return value.usage == null ? undefined : { usage: value.usage, model: '' };
  }
  if (value === null || value === undefined) return undefined;
  const { reply = value } = value as { readonly reply?: Partial<Bill> };
  const { usage, model = '' } = reply as Partial<Bill>;
  return usage == null ? undefined : { usage, model };
}
