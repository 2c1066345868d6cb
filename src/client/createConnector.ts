import type { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

/** Options of {@link createConnector}. */
export interface ConnectorOptions {
  /** Milliseconds for name resolution, TCP and TLS together. */
  readonly connectMs: number;
  readonly http2: boolean;
  /** Called at once with the socket that is to be connected, and again when it is. */
  readonly onDial: (socket: Socket) => (() => void) | undefined;
}

/** Makes the connections of one route, and knows them. */
export interface Connector {
  readonly connect: buildConnector.connector;
  /** True for an error of a connection over which bytes had come before it broke. */
  wasUsed(error: Error): boolean;
  /** Closes every connection, also those that are being made. */
  destroyAll(): void;
}

/**
 * undici's connector with a time limit that is exact (its own is checked twice a second), a list of the open
 * sockets, and a note for each error of a socket whether the socket had been of use before.
 */
export function createConnector({ connectMs, http2, onDial }: ConnectorOptions): Connector {
  const sockets = new Set<Socket>();
  const ofUsedSockets = new WeakSet<Error>();
  const dial = buildConnector({ timeout: 0, allowH2: http2 });

  const connect: buildConnector.connector = (options, callback) => {
    let onDialled: (() => void) | undefined;
    // undici's types say `void`, but its connector returns the socket, without which no connection attempt could be stopped.
    const socket = dial(options, (...result: Parameters<buildConnector.Callback>) => {
      clearTimeout(timer);
      onDialled?.();
      const [error, connected] = result;
      if (error === null && http2 && 'alpnProtocol' in connected && connected.alpnProtocol !== 'h2') {
        connected.destroy();
        callback(new Http2RefusedError(`${options.hostname} does not speak HTTP/2; leave http2 out`), null);
        return;
      }
      callback(...result);
    }) as unknown as Socket;
    const timer = setTimeout(() => {
      socket.destroy(new errors.ConnectTimeoutError(`${connectMs} ms`));
    }, connectMs);
    sockets.add(socket);
    socket.once('close', () => {
      clearTimeout(timer);
      sockets.delete(socket);
    });
    socket.on('error', (error) => {
      if (socket.bytesRead > 0) ofUsedSockets.add(error);
    });
    onDialled = onDial(socket);
  };

  return {
    connect,
    wasUsed(error) {
      if (ofUsedSockets.has(error)) return true;
      // Closed without an error: undici makes one and notes the socket's figures.
      return error instanceof errors.SocketError && (error.socket?.bytesRead ?? 0) > 0;
    },
    destroyAll() {
      for (const socket of sockets) socket.destroy(new errors.ClientDestroyedError('the client is closed'));
    },
  };
}

class Http2RefusedError extends Error {
  readonly code = 'ERR_TLS_NO_HTTP2';
}
