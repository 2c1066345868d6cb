import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsIdentity } from './selfSignedCertificate.js';

/** What a listener tells. */
export interface ListenerEvents {
  onRequest(request: IncomingMessage, response: ServerResponse): void;
  onConnection(socket: Socket): void;
}

/** The server's socket, that can be closed and opened again on the same port, and the sockets of its clients. */
export class Listener {
  readonly #server: Server | Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  readonly #host: string;
  #port: number;
  #opening = false;
  #retry: NodeJS.Timeout | null = null;
  /** Whether it should be open; opening takes a moment, in which that may change. */
  #wanted = true;

  constructor(
    host: string,
    port: number,
    identity: TlsIdentity | null,
    http2: boolean,
    { onRequest, onConnection }: ListenerEvents,
  ) {
    this.#host = host;
    this.#port = port;
    this.#server = createAny(identity, http2, onRequest);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      onConnection(socket);
    });
    // A client that breaks a handshake off is no event of ours.
    this.#server.on('tlsClientError', (_, socket) => socket.destroy());
  }

  get port(): number {
    return this.#port;
  }

  /** The socket of the system, under the one that encrypts. */
  readonly rawOf = (socket: Socket): Socket => {
    if (this.#sockets.has(socket)) return socket;
    for (const raw of this.#sockets) {
      if (raw.remotePort === socket.remotePort && raw.remoteAddress === socket.remoteAddress) return raw;
    }
    return socket;
  };

  /** Rejects when the port is taken. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#host, () => {
        this.#server.removeListener('error', reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stops listening and destroys all connections. */
  sever(): void {
    this.#wanted = false;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    if (this.#server.listening) this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Listens again; when somebody sits on the port for a moment, as soon as it is free. */
  resume(): void {
    this.#wanted = true;
    this.#reopen();
  }

  readonly #reopen = (): void => {
    if (!this.#wanted || this.#server.listening || this.#opening) return;
    this.#opening = true;
    const tryAgain = () => {
      this.#opening = false;
      this.#retry = setTimeout(this.#reopen, 50);
    };
    this.#server.once('error', tryAgain);
    this.#server.listen(this.#port, this.#host, () => {
      this.#server.removeListener('error', tryAgain);
      this.#opening = false;
      if (!this.#wanted) this.sever();
    });
  };

  async close(): Promise<void> {
    const down = this.#server.listening
      ? new Promise<void>((resolve) => this.#server.once('close', () => resolve()))
      : null;
    this.sever();
    await down;
  }
}

function createAny(
  identity: TlsIdentity | null,
  http2: boolean,
  onRequest: ListenerEvents['onRequest'],
): Server | Http2SecureServer {
  if (identity !== null && http2) {
    // Node's own objects for HTTP/2 behave as those of HTTP/1 where it matters here.
    return createSecureServer({ ...identity, allowHTTP1: true }, onRequest as never);
  }
  const server =
    identity === null
      ? createServer({ noDelay: true }, onRequest)
      : createTlsServer({ ...identity, noDelay: true }, onRequest);
  // Node's own limits would cut connections that a client has opened and does not use yet.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  return server;
}
