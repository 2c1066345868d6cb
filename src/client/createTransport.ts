import { Client, Pool } from 'undici';
import { createConnector } from './createConnector.js';
import type { Exchange, Sender } from './Exchange.js';
import type { Line } from './Line.js';
import { Turn } from './Turn.js';

/** Options of {@link createTransport}. */
export interface TransportOptions {
  readonly origin: string;
  readonly path: string;
  readonly connectMs: number;
  readonly connections: number;
  readonly http2: boolean;
  readonly resends: boolean;
}

/** The connections of one route. */
export interface Transport {
  /** Sends exchanges as POST with these headers. */
  senderWith(headers: readonly string[]): Sender;
  /** Aborts what is running and closes every socket. */
  close(): Promise<void>;
}

interface ClientLine extends Line {
  client: Client | undefined;
}

/** A request, and who is to send it. */
interface Sending {
  readonly exchange: Exchange;
  readonly headers: readonly string[];
  readonly by: Client | Pool;
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
  resends,
}: TransportOptions): Transport {
  const connector = createConnector({ connectMs, http2 });
  const pool = createPool(http2 ? streamsPerConnection : 1);
  // Each request over a connection of its own, for what a stale one has failed.
  const fresh = createPool(0);

  /** Exchanges that no client has taken. */
  let waiting = 0;
  const turn = new Turn<ClientLine, Sending>(dispatch);

  function dispatch({ exchange, headers, by }: Sending): void {
    waiting++;
    by.dispatch(
      {
        path,
        method: 'POST',
        headers: headers as string[],
        body: exchange.body,
        // What undici calls idempotent may share a connection with others.
        idempotent: http2,
      },
      exchange,
    );
  }

  function createPool(pipelining: number): Pool {
    return new Pool(origin, { connections, factory: (url) => createClient(url, pipelining) });
  }

  // A client tells the exchange it is given which connection it has: undici tells a handler nothing of that.
  function createClient(url: URL, pipelining: number): Client {
    const line: ClientLine = { socket: undefined, dialling: false, used: false, client: undefined };
    const client = new Client(url, {
      connect: connector.connectorFor(line),
      allowH2: http2,
      pipelining,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: 10_000,
    });
    const { dispatch } = client;
    line.client = client;
    client.dispatch = (options, handler) => {
      waiting--;
      (handler as Exchange).onLine(line, http2);
      return dispatch.call(client, options, handler);
    };
    return client;
  }

  return {
    senderWith: (headers) => ({
      resends,
      send: (exchange, again) => {
        // Whoever is sent while an answer is handed on follows on its connection, unless others wait. To the pool that client
        // is not free yet: it would queue the exchange, or open a connection, and let this one fall idle in between.
        const heir = again || waiting > 0 ? undefined : turn.takeLine()?.client;
        if (heir !== undefined) turn.follow({ exchange, headers, by: heir });
        else dispatch({ exchange, headers, by: again ? fresh : pool });
      },
      end: (exchange, line) => turn.end(exchange, line as ClientLine | undefined),
    }),
    async close() {
      const closed = [pool.destroy(), fresh.destroy()];
      connector.destroyAll();
      await Promise.all(closed);
    },
  };
}
