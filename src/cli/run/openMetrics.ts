import type { Sink } from '../../pipeline/run.js';
import type { CallObserver } from '../../types/CallEvent.js';
import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';

/** Metrics that are being served. */
export interface OpenMetrics {
  /** Where, with the port that was taken. */
  readonly url: string;
  readonly observe: CallObserver;
  readonly sink: Sink;
  close(): Promise<void>;
}

/** What is shown besides calls. */
export interface MetricsSources {
  readonly ledger: { readonly outstanding: number };
  readonly atOnce: { readonly limit: number };
  readonly routes: readonly Destination[];
}

/** Serves the metrics of a run. prom-client is loaded here and not sooner. */
export async function openMetrics(
  port: number,
  flags: Pick<RunFlags, 'metricsHost' | 'metricsPrefix'>,
  { ledger, routes, atOnce }: MetricsSources,
): Promise<OpenMetrics> {
  const { Registry } = await import('prom-client');
  const { callMetrics } = await import('../../telemetry/callMetrics.js');
  const { recordMetrics } = await import('../../telemetry/recordMetrics.js');
  const { serveMetrics } = await import('../../telemetry/serveMetrics.js');
  const { providerOf } = await import('../../telemetry/providerOf.js');
  const { metricsHost: host = '127.0.0.1', metricsPrefix: prefix } = flags;
  const hosts = new Map(routes.map(({ baseUrl, settings }) => [settings?.name, new URL(baseUrl).host]));
  const options = {
    ...(prefix !== undefined && { prefix }),
    provider: (route: string) => providerOf(hosts.get(route) ?? route),
  };
  const registry = new Registry();
  const observe = callMetrics(registry, options);
  const server = await serveMetrics(registry, { port, host });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${server.port}/metrics`,
    observe,
    sink: recordMetrics(registry, { ...options, ledger, concurrencyLimit: () => atOnce.limit }),
    close: server.close,
  };
}
