import type { IncomingMessage, ServerResponse } from 'node:http';
import { balanceReply } from './billing/accountBalance.js';
import { type ErrorReply, missingKey, unknownPath, wrongKey, wrongMethod } from './ErrorReply.js';
import { Exchange } from './Exchange.js';
import { modelList } from './requests/modelList.js';
import type { AnswerKind } from './requests/readRequest.js';
import type { SimulatorState } from './SimulatorState.js';

/** A path that is served. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly kind: AnswerKind | 'models' | 'balance';
}

/** All paths that are served. */
export function createEndpoints(promptPath: string): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const base of ['', '/v1', '/beta']) {
    endpoints.set(`${base}/chat/completions`, { method: 'POST', kind: 'chat' });
    endpoints.set(`${base}/models`, { method: 'GET', kind: 'models' });
    endpoints.set(`${base}/user/balance`, { method: 'GET', kind: 'balance' });
  }
  for (const base of ['', '/v1']) endpoints.set(`${base}/responses`, { method: 'POST', kind: 'response' });
  endpoints.set('/beta/completions', { method: 'POST', kind: 'fim' });
  return endpoints.set(promptPath, { method: 'POST', kind: 'prompt' });
}

/** The path of a request, without its query. */
export function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

/** Takes a request in, passes the gate of keys and paths, and has it answered. */
export function receive(
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
  else if (endpoint.kind === 'models') exchange.reply(modelList(state.clock.now()));
  else if (endpoint.kind === 'balance') exchange.reply(balanceReply(state));
  else exchange.answer(endpoint.kind);
}

/** Since then a refused key's message ends with an id. */
const requestIdsSince = Date.parse('2026-10-01T00:00:00Z');

/** The gate stands before the paths: without a key even a wrong path is 401. */
function keyRefusal(state: SimulatorState, authorization: string | undefined): ErrorReply | null {
  if (authorization === undefined || authorization === '') return missingKey;
  const key = authorization.replace(/^bearer\b\s*/i, '');
  if (state.keys === null && key !== '') return null;
  if (state.keys?.has(key)) return null;
  return wrongKey(key, state.clock.now() < requestIdsSince ? null : state.random.uuid());
}
