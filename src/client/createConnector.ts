import type { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';
import type { Line } from './Line.js';
import { writeTogether } from './writeTogether.js';

/** Options of {@link createConnector}. */
export interface ConnectorOptions {
  /** Milliseconds for name resolution, TCP and TLS together. */
  readonly connectMs: number;
  readonly http2: boolean;
}

/** Makes the connections of one route, and knows them. */
export interface Connector {
  /** What undici is to connect a client with; its connection is then noted on `line`. */
  connectorFor(line: Line): buildConnector.connector;
  /** Closes every connection, also those that are being made. */
  destroyAll(): void;
}

/** undici's connector with a time limit that is exact (its own is checked twice a second) and a list of sockets. */
export function createConnector({ connectMs, http2 }: ConnectorOptions): Connector {
  const sockets = new Set<Socket>();
  const dial = buildConnector({ timeout: 0, allowH2: http2 });

  const connectorFor =
    (line: Line): buildConnector.connector =>
    (options, callback) => {
      // The types say `void`, but it returns the socket, without which nobody could stop the attempt.
      const socket = dial(options, (...result: Parameters<buildConnector.Callback>) => {
        clearTimeout(timer);
        line.dialling = false;
        // Of an error undici gives nothing but the error, whatever its types say.
        const connected = result[1] ?? null;
        if (connected !== null && http2 && (connected as { alpnProtocol?: unknown }).alpnProtocol !== 'h2') {
          connected.destroy();
          callback(new Http2RefusedError(`${options.hostname} does not speak HTTP/2; leave http2 out`), null);
          return;
        }
        if (connected !== null && !http2) writeTogether(connected);
        callback(...result);
      }) as unknown as Socket;
      const timer = setTimeout(() => {
        socket.destroy(new errors.ConnectTimeoutError(`${connectMs} ms`));
      }, connectMs);
      line.socket = socket;
      line.dialling = true;
      line.used = false;
      sockets.add(socket);
      socket.once('close', () => {
        clearTimeout(timer);
        sockets.delete(socket);
        if (line.socket === socket) line.socket = undefined;
      });
    };

  return {
    connectorFor,
    destroyAll() {
      for (const socket of sockets) socket.destroy(new errors.ClientDestroyedError('the client is closed'));
    },
  };
}

class Http2RefusedError extends Error {
  readonly code = 'ERR_TLS_NO_HTTP2';
}
