import { gcraLimiter, type Limiter, slidingWindowLimiter } from 'rxprompt';
import { saturate } from './saturate.js';
import { servers } from './servers.js';

const limiters: Readonly<Record<string, (requestsPerMinute: number) => Limiter>> = {
  gcraLimiter: (requestsPerMinute) => gcraLimiter({ requestsPerMinute }),
  'the same, share 1': (requestsPerMinute) => gcraLimiter({ requestsPerMinute, share: 1 }),
  slidingWindowLimiter: (requests) => slidingWindowLimiter({ requests }),
};

/** Each limiter before each server, in virtual time: of the rate what the server let in, and what it refused. */
export function virtual({
  rates = [60, 300, 600, 6_000],
  minutes = 30,
  seeds = 5,
  jitterMs = 100,
} = {}): void {
  console.log(
    `Limiters before four servers, in virtual time: ${minutes} minutes, ${jitterMs} ms of jitter on the way, ${seeds} seeds`,
  );
  console.log(
    `${' '.repeat(32)}${Object.keys(servers)
      .map((name) => name.padStart(24))
      .join('')}`,
  );
  for (const rate of rates) {
    for (const [name, limiterOf] of Object.entries(limiters)) {
      const cells = Object.values(servers).map((serverOf) => {
        const runs = Array.from({ length: seeds }, (_, seed) =>
          saturate({ limiter: limiterOf(rate), server: serverOf(rate), seed, minutes, jitterMs }),
        );
        const least = Math.min(...runs.map(({ perMinute }) => perMinute)) / rate;
        const [refused, calls] = [
          sum(runs.map(({ refused }) => refused)),
          sum(runs.map(({ calls }) => calls)),
        ];
        return `${(100 * least).toFixed(1)} %, ${refused} of ${calls}`.padStart(24);
      });
      console.log(`${String(rate).padStart(7)}/min  ${name.padEnd(21)}${cells.join('')}`);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
