import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnswerBook } from './AnswerBook.js';
import { answerControl } from './answerControl.js';
import { ContextCache } from './ContextCache.js';
import { type ErrorReply, missingKey, unknownPath, wrongKey, wrongMethod } from './ErrorReply.js';
import { Exchange } from './Exchange.js';
import { ResponseHeaders } from './ResponseHeaders.js';
import { SeededRandom } from './SeededRandom.js';
import { SimulatorCounts, type SimulatorStats } from './SimulatorCounts.js';
import { changeFaults, mishapTable, type SimulatorFaultsInput } from './SimulatorFaults.js';
import { readSimulatorOptions, type SimulatorOptions } from './SimulatorOptions.js';
import type { SimulatorState } from './SimulatorState.js';

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  stats(): SimulatorStats;
  /** Changes some faults, from the next request on; the others stay. @throws {ConfigError} naming the field. */
  setFaults(faults: SimulatorFaultsInput): void;
  /** Stops listening and destroys all connections. */
  close(): Promise<void>;
}

/** A path that is served. */
interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly kind: 'chat' | 'prompt' | 'models' | 'balance';
}

const modelList: ErrorReply = {
  status: 200,
  contentType: 'application/json',
  body: '{"object":"list","data":[{"id":"deepseek-flash","object":"model","owned_by":"deepseek"},{"id":"deepseek-v4-pro","object":"model","owned_by":"deepseek"}]}',
};

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
      return answerControl(request, response, path, { stats, setFaults, faults: () => state.faults });
    receive(state, endpoints, request, response, path);
  });
  // Node's own limits would cut connections that a client opened early and has not used yet.
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
  const stats = () => state.counts.read();
  const setFaults = (change: SimulatorFaultsInput) => {
    state.faults = changeFaults(state.faults, change);
    state.mishaps = mishapTable(state.faults);
    applyToServer(server, state);
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
  applyToServer(server, state);
  if (state.faults.refuseForMs > 0) setFaults({ refuseForMs: state.faults.refuseForMs });

  return {
    url: `http://${read.host.includes(':') ? `[${read.host}]` : read.host}:${port}`,
    port,
    stats,
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
  const faults = changeFaults(null, options.faults ?? {});
  return {
    options: read,
    keys: read.keys === null ? null : new Set(read.keys),
    models: new Map(Object.entries({ ...knownModels, ...read.models })),
    composer: {
      seed: read.seed,
      book: new AnswerBook(read.seed),
      cache: new ContextCache(),
      answerLength: { medianTokens: read.answerTokens, sigma: read.answerSigma },
      reasoningLength: { medianTokens: read.reasoningTokens, sigma: read.reasoningSigma },
    },
    random,
    counts: new SimulatorCounts(),
    headers: new ResponseHeaders(random),
    served: new WeakMap(),
    faults,
    mishaps: mishapTable(faults),
    admitted: 0,
    severed: 0,
  };
}

function createEndpoints(promptPath: string): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const base of ['', '/v1', '/beta']) {
    endpoints.set(`${base}/chat/completions`, { method: 'POST', kind: 'chat' });
    endpoints.set(`${base}/models`, { method: 'GET', kind: 'models' });
    endpoints.set(`${base}/user/balance`, { method: 'GET', kind: 'balance' });
  }
  return endpoints.set(promptPath, { method: 'POST', kind: 'prompt' });
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

function receive(
  state: SimulatorState,
  endpoints: ReadonlyMap<string, Endpoint>,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  const endpoint = endpoints.get(path);
  const exchange = new Exchange(state, request, response, endpoint === undefined ? 'other' : path);
  const refusal = keyRefusal(state, request.headers.authorization);
  if (refusal !== null) exchange.reply(refusal);
  else if (endpoint === undefined) exchange.reply(unknownPath);
  else if (endpoint.method !== request.method) exchange.reply(wrongMethod);
  else if (endpoint.kind === 'models') exchange.reply(modelList);
  else if (endpoint.kind === 'balance') exchange.reply(balance(state));
  else exchange.answer(endpoint.kind);
}

/** The gate stands before the paths: without a key even a wrong path is 401. */
function keyRefusal(state: SimulatorState, authorization: string | undefined): ErrorReply | null {
  if (authorization === undefined || authorization === '') return missingKey;
  const key = authorization.replace(/^bearer\b\s*/i, '');
  if (state.keys === null && key !== '') return null;
  return state.keys?.has(key) ? null : wrongKey(key);
}

function balance(state: SimulatorState): ErrorReply {
  const empty = state.faults.insufficientBalance;
  const amounts = empty
    ? '"total_balance":"0.00","granted_balance":"0.00","topped_up_balance":"0.00"'
    : '"total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"';
  return {
    status: 200,
    contentType: 'application/json',
    body: `{"is_available":${!empty},"balance_infos":[{"currency":"CNY",${amounts}}]}`,
  };
}

function applyToServer(server: Server, state: SimulatorState): void {
  const { closeIdleAfterMs } = state.faults;
  // Zero is no limit to Node. Newer lines of it add a second of grace, which would blur the figure.
  server.keepAliveTimeout = closeIdleAfterMs ?? 0;
  Object.assign(server, { keepAliveTimeoutBuffer: 0 });
}
