import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { statusError } from '../../src/codec/statusError.js';
import { board, knownSeries, metrics, namesIn, ops, rules, targets, variables } from './board.js';

describe('namesIn', () => {
  it.each([
    ['rxprompt_in_flight', ['rxprompt_in_flight']],
    [
      'sum by (job) (rate(a_total{b="c_d", e=~"$f"}[5m])) / on () group_left (g) b_total offset 5m',
      ['a_total', 'b_total'],
    ],
    ['1 - (a and b) or vector(0) unless c > 1e3', ['a', 'b', 'c']],
    ['histogram_quantile(0.99, sum without (le) (a_bucket))', ['a_bucket']],
  ])('should find the series in %s', (expr, names) => {
    expect(namesIn(expr)).toEqual(names);
  });
});

describe('the dashboard', () => {
  const { panels } = board;

  it('should be one that Grafana 10 takes: a uid, its schema, and a choice of the data source', () => {
    expect(board).toMatchObject({ id: null, uid: 'rxprompt', title: 'rxprompt' });
    // 38 is that of Grafana 10.
    expect(board.schemaVersion).toBeGreaterThanOrEqual(38);
    expect(board.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'route', 'model']);
    expect(board.templating.list[0]).toMatchObject({ type: 'datasource', query: 'prometheus' });
    expect(board).not.toHaveProperty('__inputs');
  });

  it('should have panels of their own ids and titles, which do not lie on each other', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const taken = new Map<string, string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.get(`${x} ${y}`), `${title} lies on another`).toBeUndefined();
          taken.set(`${x} ${y}`, title);
        }
      }
    }
  });

  it('should have a query, a legend and a unit that Grafana knows in every panel', () => {
    // From its packages/grafana-data/src/valueFormats; `count:` takes any text.
    const units = /^(reqps|percentunit|s|short|currencyUSD|count:.+)$/;
    for (const { type, title, targets = [], fieldConfig, options } of panels) {
      if (type === 'row') continue;
      expect(['stat', 'timeseries', 'heatmap', 'bargauge'], title).toContain(type);
      expect(fieldConfig?.defaults.unit ?? options?.yAxis?.unit, title).toMatch(units);
      expect(targets.length, title).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).toBe(targets.length);
      for (const { expr, legendFormat, datasource, instant, range } of targets) {
        expect(expr.trim(), title).not.toBe('');
        expect(legendFormat.trim(), title).not.toBe('');
        expect(datasource).toEqual({ type: 'prometheus', uid: `\${datasource}` });
        expect(instant, title).toBe(!range);
      }
    }
  });

  it('should heed the filters: the job everywhere, route and model wherever the metric has them', () => {
    for (const { title, expr } of targets) {
      for (const [selector] of expr.matchAll(/\w+\{[^}]*\}/g)) {
        expect(selector, title).toContain('job=~"$job"');
        if (/^deepseek|_first_token_/.test(selector)) {
          expect(selector, title).toContain('route=~"$route", model=~"$model"');
        }
      }
    }
  });

  it('should show what an operator asks for', () => {
    const shown = panels.map(({ title }) => title).join('\n');
    for (const word of [
      ...[
        'Requests',
        'Error rate by code',
        'Latency',
        'first token',
        'In flight',
        'Outstanding',
        'limit',
        'Wait',
      ],
      ...[
        'Retries by reason',
        'Retries and second calls',
        'Routes that are down',
        'Calls that wait, by reason',
        'In flight and its limit',
        'Tokens for nothing',
        'Money for nothing',
        'Failovers',
        'Cache hit ratio by tier',
        'Tokens by type',
        'Cost per hour by model',
      ],
      ...['Cost by model', 'Personal data'],
    ]) {
      expect(shown).toContain(word);
    }
    const latency = targets.filter(({ title }) => title.startsWith('Latency: '));
    expect(latency.map(({ legendFormat }) => legendFormat)).toEqual(['mean', 'p50', 'p95', 'p99']);
  });
});

describe('ops/', () => {
  it('should know no metric that the code does not have', () => {
    const asked = [...targets, ...rules].map(({ expr }) => expr);
    const variable = variables.map(({ definition = '' }) =>
      definition.replace(/^label_values\((.*), \w+\)$/, '$1'),
    );
    const names = new Set([...asked, ...variable].flatMap(namesIn));
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(knownSeries, name).toContain(name);
    const tests = parse(ops('prometheus/rxprompt.rules.test.yml')).tests as readonly {
      readonly input_series: readonly { readonly series: string }[];
    }[];
    for (const { series } of tests.flatMap(({ input_series }) => input_series)) {
      for (const name of namesIn(series)) expect(knownSeries, series).toContain(name);
    }
  });

  it('should ask for no label that its metric does not have', () => {
    const own = ['job', 'instance', 'le'];
    for (const { expr } of [...targets, ...rules]) {
      for (const [, name = '', selectors = ''] of expr.matchAll(/(\w+)\{([^}]*)\}/g)) {
        const labels = metrics.find(({ series }) => series.includes(name))?.labels ?? [];
        for (const [, label] of selectors.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)) {
          expect([...own, ...labels], `${name}{${selectors}}`).toContain(label);
        }
      }
    }
  });

  it('should ask for no outcome that the code does not have', () => {
    const quota = '{"error":{"code":"insufficient_quota"}}';
    const codes = [401, 402, 403, 429].map((status) => statusError(status, '').code);
    const outcomes = ['ok', 'cancelled', 'bad_input', ...codes, statusError(429, quota).code];
    for (const { expr } of [...targets, ...rules]) {
      for (const [, asked = ''] of expr.matchAll(/outcome(?:=~|!~|!=|=)"([^"]*)"/g)) {
        for (const outcome of asked.split('|')) expect(outcomes, expr).toContain(outcome);
      }
    }
  });

  it('should mount and reach what is there', () => {
    const { services } = parse(ops('compose.yaml'));
    const [, , listen] = services.prometheus.command as readonly string[];
    const [source] = parse(ops('grafana/provisioning/datasources/prometheus.yml')).datasources;
    expect(`--web.listen-address=${new URL(source.url).host}`).toBe(listen);
    const [provider] = parse(ops('grafana/provisioning/dashboards/rxprompt.yml')).providers;
    const mounted = services.grafana.volumes as readonly string[];
    expect(mounted).toContain(`./grafana/rxprompt.json:${provider.options.path}/rxprompt.json:ro`);
    const config = parse(ops('prometheus/prometheus.yml'));
    expect(source.jsonData.timeInterval).toBe(config.global.scrape_interval);
  });
});
