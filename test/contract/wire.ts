import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { constants, createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;
type Handler = (request: Request, response: Response, body: string) => void;

/** How bytes travel. */
export const wires = ['HTTP/1.1', 'TLS', 'HTTP/2'] as const;
export type Wire = (typeof wires)[number];

/** A server, closed when the test ends, and what it sees. */
export interface WireServer {
  readonly url: string;
  requests: number;
  /** Requests whose answer is under way. */
  running: number;
  /** Connections that stand. */
  readonly sockets: ReadonlySet<Socket>;
}

const fixture = (name: string) => readFileSync(new URL(`../fixtures/localhost-${name}.pem`, import.meta.url));
const identity = { key: fixture('key'), cert: fixture('cert') };

/** Serves over `wire` on a free port. */
export async function serveOver(wire: Wire, handle: Handler): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const server = listenerOf(wire, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('error', () => {});
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.requests++;
      seen.running++;
      response.once('close', () => seen.running--);
      handle(request, response, body);
    });
  });
  server.on(wire === 'TLS' ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const seen = {
    url: `${wire === 'HTTP/1.1' ? 'http' : 'https'}://127.0.0.1:${port}`,
    requests: 0,
    running: 0,
    sockets,
  };
  return seen;
}

function listenerOf(wire: Wire, listener: (request: Request, response: Response) => void) {
  if (wire === 'HTTP/1.1') return createServer(listener);
  return wire === 'TLS' ? createTlsServer(identity, listener) : createSecureServer(identity, listener);
}

/** Writes the beginning of a body, and calls back when it is on its way. */
export function firstPiece(response: Response, body: Buffer, sent: () => void): void {
  // Both kinds of response have it, in signatures that TypeScript cannot put together.
  const write: (chunk: Buffer, sent: () => void) => boolean = response.write.bind(response);
  write(body.subarray(0, 80), sent);
}

/** Writes a piece again and again, as fast as it is taken, until nobody listens any more. */
export function endlessly(response: Response, piece: string): void {
  // A turn of the event loop between two: the other side lives in this process too.
  firstPiece(response, Buffer.from(piece), () =>
    setImmediate(() => {
      if (!response.destroyed) endlessly(response, piece);
    }),
  );
}

/** Breaks off. */
export function breakOff(request: Request): void {
  if ('stream' in request) request.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else request.socket.destroy();
}
