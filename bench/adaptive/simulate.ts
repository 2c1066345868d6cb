import { signalOf } from '../../src/engine/adaptive/signalOf.js';
import { CallError } from '../../src/errors/CallError.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import type { CallSignal, Limiter, Permit, Waiter } from '../../src/types/Limiter.js';
import { Agenda } from '../Agenda.js';

/** Options of {@link simulate}. */
export interface SimulateOptions {
  readonly limiter: Limiter;
  readonly seed: number;
  readonly seconds: number;
  /** What the server carries at that time: calls at once. */
  readonly capacity: (now: number) => number;
  /** Of an answer, in milliseconds; lognormal. Default 5,000, sigma 0.5. */
  readonly medianMs?: number;
  readonly sigma?: number;
  /** One way to the server and back again, in milliseconds each: half to one and a half of it. Default 40. */
  readonly wayMs?: number;
  /** The client stands still for so long, once in two seconds, as on a busy machine. Default 0. */
  readonly stallMs?: number;
  /** So many answers and it is over, if that is before its time. Default any number. */
  readonly prompts?: number;
  /** What it says of the limit when it refuses. Default nothing. */
  readonly tells?: boolean;
  /** It refuses with a 503, not with a 429. Default false. */
  readonly overloads?: boolean;
  /** So many of all calls it refuses with a 503 whatever it carries. Default 0. */
  readonly chance?: number;
}

/** What came of it. */
export interface Simulated {
  /** Of what the server carries over the time, which part worked. */
  readonly used: number;
  /** When it was over, in milliseconds. */
  readonly endedAt: number;
  readonly calls: number;
  readonly refused: number;
  /** Calls that the server works on, ten times a second. */
  readonly running: readonly number[];
  /** Calls that were refused until then. */
  readonly refusals: readonly number[];
}

const SAMPLE_MS = 100;
const STALL_EVERY_MS = 2_000;
const OK: CallSignal = { kind: 'ok' };
const OVERLOADED: CallSignal = { kind: 'overloaded' };

/** A client that always has more to ask, behind `limiter`, before a server that limits calls at once; virtual time. */
export function simulate(options: SimulateOptions): Simulated {
  const { limiter, seconds, capacity, medianMs = 5_000, sigma = 0.5, tells = false } = options;
  const {
    overloads = false,
    chance = 0,
    wayMs = 40,
    stallMs = 0,
    prompts = Number.POSITIVE_INFINITY,
  } = options;
  const random = new SeededRandom(options.seed);
  const agenda = new Agenda();
  const until = seconds * 1_000;
  const running: number[] = [];
  const refusals: number[] = [];
  let [now, atWork, calls, refused, worked, carried, waiting] = [0, 0, 0, 0, 0, 0, 0];
  let [left, answered] = [prompts, 0];
  const after = (ms: number, run: () => void) => agenda.add(now + ms, run);
  /** On the client's side: not while it stands still. */
  const later = (ms: number, run: () => void) => {
    const intoStall = (now + ms) % STALL_EVERY_MS;
    after(intoStall < stallMs ? ms + stallMs - intoStall : ms, run);
  };
  const way = () => wayMs * (0.5 + random.share());

  class Caller implements Waiter {
    readonly demand = {};
    timer = 0;
    granted(permit: Permit): void {
      this.timer++;
      waiting--;
      calls++;
      after(0, fill);
      after(way(), () => {
        const byChance = chance > 0 && random.share() < chance;
        if (byChance || atWork >= capacity(now)) {
          refused++;
          const signal = byChance || overloads ? OVERLOADED : refusal(tells ? capacity(now) : undefined);
          left++;
          later(way(), () => {
            permit.release(now, undefined, signal);
            fill();
          });
          return;
        }
        atWork++;
        after(random.lognormal(medianMs, sigma), () => {
          atWork--;
          later(way(), () => {
            answered++;
            permit.release(now, undefined, OK);
          });
        });
      });
    }
    wake(delayMs: number): void {
      const timer = ++this.timer;
      later(delayMs + random.share(), () => {
        if (timer === this.timer) limiter.poll(now);
      });
    }
  }
  const fill = () => {
    while (waiting < 5 && left > 0) {
      waiting++;
      left--;
      limiter.enter(new Caller(), now);
    }
  };
  const sample = () => {
    running.push(atWork);
    refusals.push(refused);
    worked += Math.min(atWork, capacity(now));
    carried += capacity(now);
    after(SAMPLE_MS, sample);
  };

  sample();
  fill();
  for (
    let due = agenda.next();
    due !== undefined && due.at < until && answered < prompts;
    due = agenda.next()
  ) {
    now = due.at;
    due.run();
  }
  return { used: worked / carried, endedAt: now, calls, refused, running, refusals };
}

/** As it comes through the client: the words are DeepSeek's, or a proxy's that says nothing. */
function refusal(limit: number | undefined): CallSignal {
  const body =
    limit === undefined
      ? 'Rate Limit Reached'
      : `Too many requests. Your current concurrency is ${limit + 1}, which exceeds your concurrency limit of ${limit} based on your remaining balance.`;
  return signalOf(new CallError('HTTP 429', { code: 'rate_limited', httpStatus: 429, body }));
}
