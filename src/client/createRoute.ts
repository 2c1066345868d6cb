import { openaiChat } from '../codec/openaiChat.js';
import { expectNumber, MAX_TIMER_MS } from '../engine/expectNumber.js';
import type { PriceTable } from '../engine/money/PriceTable.js';
import { PRICES } from '../engine/money/prices.js';
import { Quoter } from '../engine/money/Quoter.js';
import { ConfigError } from '../errors/ConfigError.js';
import type { CallObserver } from '../types/CallEvent.js';
import type { Circuit } from '../types/Circuit.js';
import type { Codec } from '../types/Codec.js';
import type { Limiter } from '../types/Limiter.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';
import type { Quote } from '../types/Purse.js';
import type { Delta, Reply } from '../types/Reply.js';
import type { Route } from '../types/Route.js';
import { createScrubber } from './createScrubber.js';
import { createTransport } from './createTransport.js';
import { endpointOf } from './endpointOf.js';
import { RouteCall } from './RouteCall.js';
import type { RouteContext } from './RouteContext.js';
import { requestHeaders } from './requestHeaders.js';
import { quoteOf } from './requestOf.js';
import { StreamCall } from './StreamCall.js';
import { secretsOf } from './secretsOf.js';
import { WholeCall } from './WholeCall.js';

/** Options of {@link createRoute}. */
export interface RouteOptions {
  /** Stable and short; a label of metrics and rows. Default: the host. */
  readonly name?: string;
  /** Without the codec's path, e.g. `https://api.deepseek.com`. A query is kept. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`. Default: none. */
  readonly apiKey?: string;
  /** Default `openaiChat()`. */
  readonly codec?: Codec;
  /** Parameters of every request, such as the model; those of a prompt win. */
  readonly params?: Params;
  /** Lower is tried first. Default 0. */
  readonly priority?: number;
  /** Its share among routes of the same priority. Default: those that answer faster, and have less to do, get more. */
  readonly weight?: number;
  /** The limits of this endpoint alone. Default: none. */
  readonly limiter?: Limiter;
  /** Keeps calls from it while it fails; see `createCircuit`. Default: none. */
  readonly circuit?: Circuit;
  /** Further headers; they win over ours. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Speak HTTP/2, and nothing else. Default false: undici's costs nine times the CPU of its HTTP/1.1. */
  readonly http2?: boolean;
  /**
   * Most connections at once; further requests wait. They are opened when needed. Default 4,096; with HTTP/2,
   * where each carries 100 requests, 8. Minimum 1.
   */
  readonly connections?: number;
  /** Limit for name resolution, TCP and TLS together, in milliseconds. Default 5,000. Minimum 1. */
  readonly connectMs?: number;
  /** Largest answer, unpacked, in bytes; of a stream, the text that it amounts to. Default 16 MiB. Minimum 1. */
  readonly maxAnswerBytes?: number;
  /** Requested -> served: the route's own names for models. */
  readonly models?: Readonly<Record<string, string>>;
  /**
   * Send a request once more when a connection that had served before breaks without an answer: nearly always the server
   * had closed it as idle. Default true. False under a budget, because the server may have begun, and bill both.
   */
  readonly resend?: boolean;
  /** What its models cost. Default {@link PRICES}. */
  readonly prices?: PriceTable;
}

/** A {@link Route} over HTTP. */
export interface HttpRoute extends Route {
  readonly name: string;
  readonly priority: number;
  quote(prompt: Prompt): Quote;
  /** Aborts what is running and closes every connection. */
  close(): Promise<void>;
}

/**
 * One endpoint, behind a pool of connections. Building it connects to nothing.
 *
 * Errors:  {@link ConfigError} for a URL, a header or a key that cannot be used. Calls fail with `CallError`s.
 * Cancels: unsubscribing aborts the request wherever it is, down to its socket.
 *
 * @param observe Told of the start and the end of each attempt.
 */
export function createRoute(options: RouteOptions, observe?: CallObserver): HttpRoute {
  const { codec = openaiChat(), apiKey, params, headers = {}, http2 = false, resend = true } = options;
  const { connections = http2 ? 8 : 4_096, connectMs = 5_000, maxAnswerBytes = 16 * 1_024 * 1_024 } = options;
  expectNumber('connections', connections, { min: 1, integer: true });
  expectNumber('connectMs', connectMs, { min: 1, max: MAX_TIMER_MS });
  expectNumber('maxAnswerBytes', maxAnswerBytes, { min: 1, integer: true });
  if (apiKey === '') throw new ConfigError('apiKey is empty; leave it out when the server wants none');

  const secrets = secretsOf(apiKey, headers, options.baseUrl);
  const { origin, path, host } = endpointOf(options.baseUrl, codec.path, secrets.length > 0);
  if (http2 && origin.startsWith('http:')) throw new ConfigError(`http2 needs https://, got ${origin}`);
  const transport = createTransport({ origin, path, connectMs, connections, http2, resends: resend });
  const { name = host, priority = 0, weight, limiter, circuit, prices = PRICES } = options;
  const route: RouteContext = {
    name,
    host,
    codec,
    defaults: params,
    models: options.models ?? {},
    maxAnswerBytes,
    scrub: createScrubber(secrets),
    prices,
    quoter: new Quoter(prices),
    limiter,
    observe,
    whole: transport.senderWith(requestHeaders(apiKey, headers, 'application/json')),
    streamed: transport.senderWith(requestHeaders(apiKey, headers, 'text/event-stream')),
  };

  if (circuit !== undefined && observe !== undefined) tell(circuit, name, observe);

  return {
    name,
    priority,
    ...(weight === undefined ? {} : { weight }),
    ...(limiter === undefined ? {} : { limiter }),
    ...(circuit === undefined ? {} : { circuit }),
    call: (prompt) => new RouteCall<Reply>(WholeCall, route, prompt),
    stream: (prompt) => new RouteCall<Delta>(StreamCall, route, prompt),
    quote: (prompt) => quoteOf(prompt, route),
    close: () => transport.close(),
  };
}

function tell(circuit: Circuit, route: string, observe: CallObserver): void {
  const state = () => observe({ type: 'circuit', route, state: circuit.state.name });
  state();
  circuit.watch(state);
}
