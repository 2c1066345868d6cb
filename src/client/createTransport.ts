import { Pool } from 'undici';
import { createConnector } from './createConnector.js';
import type { Exchange, Sender } from './Exchange.js';

/** Options of {@link createTransport}. */
export interface TransportOptions {
  readonly origin: string;
  readonly path: string;
  readonly connectMs: number;
  readonly connections: number;
  readonly http2: boolean;
}

/** The connections of one route. */
export interface Transport {
  /** Sends exchanges as POST with these headers. */
  senderWith(headers: readonly string[]): Sender;
  /** Aborts what is running and closes every socket. */
  close(): Promise<void>;
}

/** Streams that share one HTTP/2 connection. */
const streamsPerConnection = 100;

/** A pool of undici with keep-alive and without its time limits: those are `deadline`'s. */
export function createTransport({
  origin,
  path,
  connectMs,
  connections,
  http2,
}: TransportOptions): Transport {
  // undici asks for a connection while it takes the request, so the exchange in hand is the one that needs it.
  let inHand: Exchange | undefined;
  const connector = createConnector({
    connectMs,
    http2,
    onDial: (socket) => {
      const exchange = http2 ? undefined : inHand;
      exchange?.onDial(socket);
      return () => exchange?.onDialled();
    },
  });
  const pool = new Pool(origin, {
    connect: connector.connect,
    connections,
    allowH2: http2,
    pipelining: http2 ? streamsPerConnection : 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
  });

  return {
    senderWith: (headers) => ({
      dispatch: (exchange) => {
        inHand = exchange;
        pool.dispatch({ path, method: 'POST', headers: headers as string[], body: exchange.body }, exchange);
        inHand = undefined;
      },
      // Streams of HTTP/2 share a socket, so its bytes say nothing of one request.
      wasUsed: (error) => !http2 && connector.wasUsed(error),
    }),
    async close() {
      const closed = pool.destroy();
      connector.destroyAll();
      await closed;
    },
  };
}
