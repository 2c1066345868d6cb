import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { METRICS } from '../../src/telemetry/metrics.js';
import { root } from '../helpers/buildOnce.js';

/** What a panel asks Prometheus. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly datasource: { readonly type: string; readonly uid: string };
}

/** As far as tests look into it. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly options?: { readonly yAxis?: { readonly unit?: string } };
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly definition?: string;
}

interface Board {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** A file of ops/. */
export const ops = (path: string) => readFileSync(join(root, 'ops', path), 'utf8');

export const board: Board = JSON.parse(ops('grafana/rxprompt.json'));
export const rules: readonly Alert[] = parse(ops('prometheus/rxprompt.rules.yml')).groups.flatMap(
  ({ rules }: { rules: readonly Alert[] }) => rules,
);
export const targets = board.panels.flatMap(({ title, targets = [] }) =>
  targets.map((target) => ({ ...target, title: `${title}: ${target.legendFormat}` })),
);
export const variables = board.templating.list.filter(({ type }) => type === 'query');

/** `expr` as Grafana sends it, with all values of all variables. */
export function asSent(expr: string): string {
  return expr
    .replaceAll('$__rate_interval', '10s')
    .replaceAll('$__range', '1m')
    .replace(/\$(job|route|model)\b/g, '.*');
}

/** The names of the series in an expression: its words that are no function, keyword or label. */
export function namesIn(expr: string): readonly string[] {
  const bare = expr
    .replace(/"[^"]*"|'[^']*'/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\b(and|or|unless|offset|bool)\b/g, ' ')
    .replace(/\b\d[\w.]*/g, ' ');
  return [...new Set(bare.match(/[a-z_:][\w:]*(?![\w:]*\s*\()/gi) ?? [])];
}

/** Every metric as it is scraped, with the names of its series and its labels. */
export const metrics = Object.values(METRICS).map((metric) => {
  const name = 'prefixed' in metric ? `deepseek_${metric.name}` : metric.name;
  const ends = metric.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  return { name, labels: metric.labels as readonly string[], series: ends.map((end) => `${name}${end}`) };
});
export const knownSeries = new Set(metrics.flatMap(({ series }) => series));
