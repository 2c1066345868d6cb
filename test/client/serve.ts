import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { createRoute, type HttpRoute, type RouteOptions } from '../../src/client/createRoute.js';
import type { CallEvent } from '../../src/types/CallEvent.js';

/** A request that a server of ours got, with its whole body. */
export interface Got extends IncomingMessage {
  text: string;
}

/** A node:http server on a free port, closed when the test ends; its URL. */
export async function serveHttp(answer: (request: Got, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => answer(Object.assign(request, { text }), response));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A bare TCP server; `connected` gets each connection and its number, from 1. */
export async function serveRaw(connected: (socket: Socket, number: number) => void): Promise<string> {
  const sockets = new Set<Socket>();
  let number = 0;
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    connected(socket, ++number);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A route to `baseUrl`, closed when the test ends, and what it tells of its attempts. */
export function routeTo(
  baseUrl: string,
  options: Partial<RouteOptions> = {},
): { readonly route: HttpRoute; readonly events: CallEvent[]; outcomes(): readonly string[] } {
  const events: CallEvent[] = [];
  const route = createRoute(
    { name: 'main', baseUrl, params: { model: 'deepseek-flash' }, ...options },
    (event) => events.push(event),
  );
  onTestFinished(() => route.close());
  return {
    route,
    events,
    outcomes: () => events.flatMap((event) => (event.type === 'attempt-end' ? [event.outcome] : [])),
  };
}

/** A whole chat answer, as a server sends it. */
export function chatAnswer(content: string, finishReason = 'stop'): string {
  return JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    model: 'deepseek-flash',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
    usage: { prompt_tokens: 12, completion_tokens: 3, prompt_cache_hit_tokens: 4 },
  });
}

/** A chat stream, as a server sends it. */
export function chatStream(...texts: readonly string[]): string {
  const chunks = texts.map((content) => ({
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
  const last = {
    model: 'deepseek-flash',
    choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 3, prompt_cache_hit_tokens: 4 },
  };
  return `${[...chunks, last].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`;
}

/** A body as a raw HTTP/1.1 answer. */
export function rawAnswer(body: string, type = 'application/json'): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
