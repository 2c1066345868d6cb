import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { type Running, realCli } from '../cli/cli.js';
import { root } from '../helpers/buildOnce.js';
import {
  hasPrometheus,
  NO_PROMETHEUS,
  type PrometheusServer,
  prometheusServer,
} from '../helpers/prometheusServer.js';
import { asSent, metrics, namesIn, rules, targets, variables } from './board.js';

describe.skipIf(!hasPrometheus)(
  `a Prometheus that scrapes a run${hasPrometheus ? '' : ` (${NO_PROMETHEUS})`}`,
  { timeout: 60_000 },
  () => {
    const { start } = realCli();
    let servers: Simulator[] = [];
    let run: Running;
    let prometheus: PrometheusServer;
    let page: string;
    let sent = 0;

    const thinking = { max_tokens: 5, thinking: { type: 'enabled' } };

    /** Some more: some repeat, some hold personal data, one is thought about for too long, and one is no prompt. */
    const feed = () => {
      const lines = Array.from({ length: 12 }, () => {
        sent++;
        const prompt = sent % 3 === 0 ? 'What is RxJS?' : `Question ${sent} of ann${sent}@example.com?`;
        return JSON.stringify({ prompt });
      });
      lines.push(JSON.stringify({ prompt: `Thought ${sent}`, params: thinking }), '{"prompt": ');
      run.process.stdin.write(`${lines.join('\n')}\n`);
    };

    /** Feeds the run until `missing` finds nothing, or says what it still finds. */
    const untilNothingIs = (missing: () => Promise<readonly string[]>) =>
      expect
        .poll(
          () => {
            feed();
            return missing();
          },
          { interval: 250, timeout: 50_000 },
        )
        .toEqual([]);

    beforeAll(async () => {
      servers = await Promise.all([
        startSimulator({ faults: { firstTokenMs: 20, status500Rate: 0.4, status429Rate: 0.1 } }),
        startSimulator({ faults: { firstTokenMs: 20, status503Rate: 0.4, retryAfterSeconds: 0 } }),
      ]);
      const urls = servers.flatMap(({ url }) => ['--base-url', url]);
      const few = ['--concurrency', '4', '--max-retries', '1'];
      run = start(['run', ...urls, ...few, '--stream', '--metrics-port', '0']);
      [, page = ''] = await run.said(/metrics at http:\/\/(\S+)\/metrics/);
      prometheus = await prometheusServer({
        global: { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' },
        rule_files: [join(root, 'ops/prometheus/rxprompt.rules.yml')],
        scrape_configs: [{ job_name: 'batch', static_configs: [{ targets: [page] }] }],
      });
    });
    afterAll(async () => {
      // Not the end of its input: what waits in the pipe may take long.
      run?.process.kill('SIGKILL');
      await run?.ended;
      await prometheus?.close();
      for (const server of servers) await server.close();
    });

    it('should have data for every query of every panel, with the labels of its legend', async () => {
      const open = new Map(targets.map((target) => [`${target.title} ${target.expr}`, target]));
      await untilNothingIs(async () => {
        for (const [key, { expr, legendFormat }] of open) {
          const series = await prometheus.query(asSent(expr));
          const wanted = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label as string);
          const good = series.filter(
            ({ metric, value }) =>
              Number.isFinite(value) && wanted.every((label) => metric[label] !== undefined),
          );
          if (good.length > 0) open.delete(key);
        }
        return [...open.keys()];
      });
    });

    it('should see every metric of the code, with no label but its own', async () => {
      const own = ['__name__', 'job', 'instance', 'le'];
      await untilNothingIs(async () => {
        const seen = (await prometheus.get('label/__name__/values')) as readonly string[];
        return metrics.flatMap(({ series }) => series).filter((name) => !seen.includes(name));
      });
      for (const { labels, series } of metrics) {
        const found = await prometheus.query(`{__name__=~"${series.join('|')}"}`);
        const seen = new Set(found.flatMap(({ metric }) => Object.keys(metric)));
        for (const label of seen) expect([...own, ...labels], series[0]).toContain(label);
      }
    });

    it('should find nothing to object to in what is scraped', async () => {
      const input = await (await fetch(`http://${page}/metrics`)).text();
      expect(execFileSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' })).toBe('');
    });

    it('should offer values for every filter of the dashboard', async () => {
      expect(variables).toHaveLength(3);
      for (const { definition = '' } of variables) {
        const [, series = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(definition) ?? [];
        const found = await prometheus.query(`count by (${label}) (${asSent(series)})`);
        expect(
          found.map(({ metric }) => metric[label]),
          definition,
        ).not.toEqual([]);
        expect(found[0]?.metric[label], definition).toMatch(/./);
      }
    });

    it('should evaluate every alert, of metrics and labels that are there', async () => {
      await untilNothingIs(async () => {
        const { groups } = (await prometheus.get('rules')) as {
          groups: readonly { rules: readonly { name: string; health: string; lastError?: string }[] }[];
        };
        const evaluated = groups.flatMap(({ rules }) => rules);
        expect(evaluated.map(({ name }) => name)).toEqual(rules.map(({ alert }) => alert));
        return evaluated
          .filter(({ health }) => health !== 'ok')
          .map(({ name, health, lastError }) => `${name}: ${health} ${lastError ?? ''}`);
      });
      for (const name of new Set(rules.flatMap(({ expr }) => namesIn(expr)))) {
        expect(await prometheus.query(name), name).not.toEqual([]);
      }
      // Without its thresholds an alert has a value when nothing is wrong, too; these two wait for what did not happen.
      const rare = ['RxpromptAccountRefused', 'RxpromptCacheErrors'];
      const values = rules
        .filter(({ alert }) => !rare.includes(alert))
        .map(({ expr }) => expr.replace(/ (>|==) [\d.]+/g, ''));
      await untilNothingIs(async () => {
        const found = await Promise.all(values.map((value) => prometheus.query(value)));
        return values.filter((_, index) => found[index]?.length === 0);
      });
    });
  },
);
