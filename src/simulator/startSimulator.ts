import { answerControl } from './answerControl.js';
import { AnswerBook } from './answers/AnswerBook.js';
import { RequestLedger } from './billing/RequestLedger.js';
import type { RequestRecord } from './billing/RequestRecord.js';
import { ContextCache } from './context/ContextCache.js';
import type { FaultPlan } from './faults/FaultPlan.js';
import { PlanRunner } from './faults/PlanRunner.js';
import { Regimes } from './faults/Regimes.js';
import { createEndpoints, pathOf, receive } from './receive.js';
import { SeededRandom } from './SeededRandom.js';
import { SimulatorClock } from './SimulatorClock.js';
import { SimulatorCounts, type SimulatorStats } from './SimulatorCounts.js';
import type { SimulatorFaults, SimulatorFaultsInput } from './SimulatorFaults.js';
import { readSimulatorOptions, readTime, type SimulatorOptions } from './SimulatorOptions.js';
import type { SimulatorState } from './SimulatorState.js';
import { ConnectionWear } from './wire/ConnectionWear.js';
import { breakOff } from './wire/connectionOf.js';
import { Listener } from './wire/Listener.js';
import { Refusal } from './wire/Refusal.js';
import { ResponseHeaders } from './wire/ResponseHeaders.js';
import { readIdentity } from './wire/readIdentity.js';

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Of `https`, PEM, for clients to trust; null for `http`. */
  readonly certificate: string | null;
  stats(): SimulatorStats;
  /** The last thousand requests that ended, the newest last. */
  requests(): readonly RequestRecord[];
  /** Puts its clock to a time; it runs on from there. @throws {ConfigError} for what is no time. */
  setTime(time: string): void;
  /** The faults in force for requests that no condition of a plan matches. */
  faults(): SimulatorFaults;
  /** Changes some faults, from the next request on; the others stay. @throws {ConfigError} naming the field. */
  setFaults(faults: SimulatorFaultsInput): void;
  /** Starts a plan from its beginning, in place of the one that runs; null ends it. @throws {ConfigError} naming the field. */
  setPlan(plan: FaultPlan | null): void;
  /** Stops listening and destroys all connections. */
  close(): Promise<void>;
}

/** The names asked for and the models that serve them; two are retired and served by another. */
const knownModels = {
  'deepseek-flash': 'deepseek-flash',
  'deepseek-v4-pro': 'deepseek-v4-pro',
  'deepseek-v4-flash': 'deepseek-flash',
  'deepseek-v4-flash-vision-exp': 'deepseek-flash',
};

/**
 * Starts a local DeepSeek API, faithful to the byte, with faults on request.
 *
 * Same prompt, same seed: same answer. It knows nothing of our client, so that a mistake cannot be made twice.
 *
 * @throws {ConfigError} on an unknown option or a wrong value; rejects when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const read = readSimulatorOptions(options);
  const identity = readIdentity(read);
  const regimes = new Regimes(options.faults ?? {});
  const endpoints = createEndpoints(read.promptPath);

  const listener = new Listener(read.host, read.port, identity, read.http2, {
    onRequest: (request, response) => {
      const path = pathOf(request);
      if (path.startsWith('/__')) answerControl(request, response, path, controls);
      else receive(state, endpoints, request, response, path);
    },
    onConnection: (socket) => {
      state.counts.now.connections++;
      state.counts.now.openConnections++;
      socket.on('close', () => state.counts.now.openConnections--);
      const { resetConnectionRate } = regimes.general.faults;
      if (resetConnectionRate === 0 || state.dice.share() >= resetConnectionRate) return;
      state.counts.fault('resetConnection');
      socket.resetAndDestroy();
    },
  });
  const state = createState(read, regimes, (request, how) => breakOff(request, how, listener.rawOf));
  const refusal = new Refusal(listener, () => state.severed++);
  const plan = new PlanRunner(regimes, {
    seed: (seed) => {
      state.dice = new SeededRandom(seed);
    },
    changed: () => refusal.follow(regimes.general.faults.refuseForMs),
  });
  const controls = {
    certificate: identity?.cert ?? null,
    stats: () => state.counts.read(state.ledger),
    requests: () => state.ledger.records(),
    setTime: (time: string) => state.clock.set(readTime(time)),
    faults: () => regimes.general.faults,
    setFaults: (change: SimulatorFaultsInput) => {
      regimes.change(change);
      if (change.refuseForMs !== undefined) refusal.begin(regimes.general.faults.refuseForMs);
    },
    plan: () => plan.read(),
    setPlan: (next: FaultPlan | null) => plan.start(next),
  };

  plan.check(read.plan);
  await listener.open();
  if (regimes.ground.refuseForMs > 0) refusal.begin(regimes.ground.refuseForMs);
  plan.start(read.plan);

  const { host } = read;
  return {
    url: `${identity === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listener.port}`,
    port: listener.port,
    ...controls,
    close: async () => {
      plan.stop();
      refusal.stop();
      state.severed++;
      await listener.close();
    },
  };
}

function createState(
  read: ReturnType<typeof readSimulatorOptions>,
  regimes: Regimes,
  breakOffWith: SimulatorState['breakOff'],
): SimulatorState {
  const random = new SeededRandom(read.seed);
  const clock = new SimulatorClock(read.startAt === null ? null : Date.parse(read.startAt));
  return {
    options: read,
    keys: read.keys === null ? null : new Set(read.keys),
    models: new Map(Object.entries({ ...knownModels, ...read.models })),
    composer: {
      seed: read.seed,
      book: new AnswerBook(read.seed),
      cache: new ContextCache(read.cacheBuildMs, read.cacheKeepMs),
      answerLength: { medianTokens: read.answerTokens, sigma: read.answerSigma },
      reasoningLength: { medianTokens: read.reasoningTokens, sigma: read.reasoningSigma },
      emptyJsonRate: read.emptyJsonRate,
      random,
    },
    random,
    clock,
    dice: new SeededRandom(~read.seed),
    counts: new SimulatorCounts(),
    ledger: new RequestLedger(read.rememberedPrompts, read.log),
    headers: new ResponseHeaders(random, clock),
    wear: new ConnectionWear(),
    regimes,
    breakOff: breakOffWith,
    severed: 0,
  };
}
