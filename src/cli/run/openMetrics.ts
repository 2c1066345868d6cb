import type { Sink } from '../../pipeline/run.js';
import type { CallObserver } from '../../types/CallEvent.js';

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
  readonly concurrency: number;
}

/** Serves the metrics of a run. prom-client is loaded here and not sooner. */
export async function openMetrics(
  port: number,
  host: string,
  { ledger, concurrency }: MetricsSources,
): Promise<OpenMetrics> {
  const { Registry } = await import('prom-client');
  const { callMetrics } = await import('../../telemetry/callMetrics.js');
  const { recordMetrics } = await import('../../telemetry/recordMetrics.js');
  const { serveMetrics } = await import('../../telemetry/serveMetrics.js');
  const registry = new Registry();
  const observe = callMetrics(registry);
  const server = await serveMetrics(registry, { port, host });
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${server.port}/metrics`,
    observe,
    sink: recordMetrics(registry, { ledger, concurrencyLimit: () => concurrency }),
    close: server.close,
  };
}
