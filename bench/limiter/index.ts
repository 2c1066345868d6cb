import { virtual } from './virtual.js';
import { wire } from './wire.js';

/** The limiter against four kinds of server: in virtual time, then over HTTP. */
export async function limiter({ smoke = false } = {}): Promise<void> {
  virtual(smoke ? { rates: [600], minutes: 5, seeds: 1 } : {});
  await wire(smoke ? { perMinute: 6_000, windowMs: 20_000, seconds: 5 } : {});
}
