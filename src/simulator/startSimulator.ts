import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnswerBook } from './AnswerBook.js';
import { answerControl } from './answerControl.js';
import { ConnectionWear } from './ConnectionWear.js';
import { ContextCache } from './context/ContextCache.js';
import { RequestLedger } from './RequestLedger.js';
import type { RequestRecord } from './RequestRecord.js';
import { ResponseHeaders } from './ResponseHeaders.js';
import { createEndpoints, pathOf, receive } from './receive.js';
import { SeededRandom } from './SeededRandom.js';
import { SimulatorClock } from './SimulatorClock.js';
import { SimulatorCounts, type SimulatorStats } from './SimulatorCounts.js';
import { changeFaults, mishapTable, type SimulatorFaultsInput } from './SimulatorFaults.js';
import { readSimulatorOptions, readTime, type SimulatorOptions } from './SimulatorOptions.js';
import type { SimulatorState } from './SimulatorState.js';

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  stats(): SimulatorStats;
  /** The last thousand requests that ended, the newest last. */
  requests(): readonly RequestRecord[];
  /** Puts its clock to a time; it runs on from there. @throws {ConfigError} for what is no time. */
  setTime(time: string): void;
  /** Changes some faults, from the next request on; the others stay. @throws {ConfigError} naming the field. */
  setFaults(faults: SimulatorFaultsInput): void;
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
  const state = createState(read, options);
  const endpoints = createEndpoints(read.promptPath);
  let resumeTimer: NodeJS.Timeout | null = null;
  let closed = false;

  const server = createServer({ noDelay: true }, (request, response) => {
    const path = pathOf(request);
    if (path.startsWith('/__'))
      return answerControl(request, response, path, {
        stats,
        setFaults,
        setTime,
        requests,
        faults: () => state.faults,
      });
    receive(state, endpoints, request, response, path);
  });
  // Node's own limits would cut connections that a client has opened and does not use yet.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on('connection', (socket) => {
    state.counts.now.connections++;
    state.counts.now.openConnections++;
    socket.on('close', () => state.counts.now.openConnections--);
  });

  const sever = () => {
    state.severed++;
    if (server.listening) server.close();
    server.closeAllConnections();
  };
  const resume = () => {
    resumeTimer = null;
    state.faults = { ...state.faults, refuseForMs: 0 };
    if (closed || server.listening) return;
    // Somebody may sit on the port for a moment.
    server.once('error', retry);
    server.listen(port, read.host, () => server.removeListener('error', retry));
  };
  const retry = () => {
    if (!closed) resumeTimer = setTimeout(resume, 50);
  };
  const stats = () => state.counts.read(state.ledger);
  const requests = () => state.ledger.records();
  const setTime = (time: string) => state.clock.set(readTime(time));
  const setFaults = (change: SimulatorFaultsInput) => {
    state.faults = changeFaults(state.faults, change);
    state.mishaps = mishapTable(state.faults);
    if (change.refuseForMs === undefined) return;
    if (resumeTimer !== null) clearTimeout(resumeTimer);
    resumeTimer = null;
    if (state.faults.refuseForMs === 0) return resume();
    sever();
    resumeTimer = setTimeout(resume, state.faults.refuseForMs);
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(read.port, read.host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  if (state.faults.refuseForMs > 0) setFaults({ refuseForMs: state.faults.refuseForMs });

  return {
    url: `http://${read.host.includes(':') ? `[${read.host}]` : read.host}:${port}`,
    port,
    stats,
    requests,
    setTime,
    setFaults,
    close: async () => {
      closed = true;
      if (resumeTimer !== null) clearTimeout(resumeTimer);
      if (!server.listening) return server.closeAllConnections();
      const down = new Promise<void>((resolve) => server.once('close', resolve));
      sever();
      await down;
    },
  };
}

function createState(
  read: ReturnType<typeof readSimulatorOptions>,
  options: SimulatorOptions,
): SimulatorState {
  const random = new SeededRandom(read.seed);
  const clock = new SimulatorClock(read.startAt === null ? null : Date.parse(read.startAt));
  const faults = changeFaults(null, options.faults ?? {});
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
    counts: new SimulatorCounts(),
    ledger: new RequestLedger(read.rememberedPrompts, read.log),
    headers: new ResponseHeaders(random, clock),
    wear: new ConnectionWear(),
    faults,
    mishaps: mishapTable(faults),
    admitted: 0,
    severed: 0,
  };
}
