import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { ConfigError } from '../errors/ConfigError.js';

/** Options of {@link serveMetrics}. */
export interface ServeMetricsOptions {
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`: metrics tell models, hosts and money, and the page has no password. */
  readonly host?: string;
}

/** Serves a prom-client `registry` at `GET /metrics` until it is closed. Rejects with a `ConfigError` when it cannot listen. */
export function serveMetrics(
  registry: Registry,
  { port = 8000, host = '127.0.0.1' }: ServeMetricsOptions = {},
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const say = (status: number, text: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'content-type': type });
      response.end(request.method === 'HEAD' ? undefined : text);
    };
    const path = request.url?.split('?', 1)[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') say(405, 'only GET\n');
    else if (path === '/') say(200, 'the metrics are at /metrics\n');
    else if (path !== '/metrics') say(404, 'not found; the metrics are at /metrics\n');
    else {
      registry.metrics().then(
        (text) => say(200, text, registry.contentType),
        () => say(500, 'a metric could not be read\n'),
      );
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' ? 'it is taken; choose another port' : error.message;
      reject(new ConfigError(`cannot serve metrics at ${host}:${port}: ${taken}`, error));
    });
    server.listen(port, host, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // A Prometheus keeps its connection open.
            server.closeAllConnections();
          }),
      });
    });
  });
}
