import { cost } from './cost.js';
import { recovery } from './recovery.js';
import { throughput } from './throughput.js';

/**
 * The guide's basic loop and its asyncio form, as the same programs in TypeScript, against ours, on the simulator:
 * throughput, cost where prompts repeat, and what becomes of prompts when a region dies.
 */
export async function guide({ smoke = false } = {}): Promise<void> {
  // A small model on a good day: an answer of 80 tokens in 0.8 s, now and then in three times as much.
  const latency: Readonly<Record<string, string>> = smoke
    ? { firstTokenMs: 'lognormal:20,0.6' }
    : { firstTokenMs: 'lognormal:300,0.6', perTokenMs: 'lognormal:6,0.3' };
  const perSecond = await throughput(latency, smoke ? 0.5 : 30);
  await cost(smoke ? 200 : 2_000);
  const outage = smoke
    ? { outages: 1, outageMs: 500, calmMs: 500 }
    : { outages: 5, outageMs: 5_000, calmMs: 5_000 };
  await recovery(perSecond, { latency, ...outage });
}
