import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { callMetrics } from '../../src/telemetry/callMetrics.js';
import { serveMetrics } from '../../src/telemetry/serveMetrics.js';

describe('serveMetrics', () => {
  it('should serve the metrics, say where they are, and nothing else', async () => {
    const registry = new Registry();
    callMetrics(registry);
    const server = await serveMetrics(registry, { port: 0 });
    const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);
    const metrics = await get('/metrics?x=1');
    expect(metrics.headers.get('content-type')).toBe(registry.contentType);
    expect(await metrics.text()).toContain('rxprompt_in_flight 0');
    expect(await (await get('/')).text()).toContain('/metrics');
    expect((await get('/other')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST' })).status).toBe(405);
    await server.close();
    await expect(get('/metrics')).rejects.toThrow();
  });

  it('should say that a port is taken', async () => {
    const first = await serveMetrics(new Registry(), { port: 0 });
    await expect(serveMetrics(new Registry(), { port: first.port })).rejects.toThrow(
      /is taken; choose another port/,
    );
    await first.close();
  });
});
