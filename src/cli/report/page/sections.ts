import { timeText } from '../../../telemetry/timeText.js';
import { whole } from '../../../telemetry/whole.js';
import { costText } from '../costText.js';
import { paceOf } from '../paceOf.js';
import type { Bought, Report } from '../Report.js';
import type { Section } from './section.js';

/** What a page shows, from top to bottom. */
export function sections(report: Report): readonly Section[] {
  return [
    overTime(report),
    latency(report),
    failures(report),
    costBy('route', report.routes),
    costBy('model', report.models),
  ];
}

function overTime({ over_time }: Report): Section {
  const pace = paceOf(over_time ?? []);
  return {
    id: 'over-time',
    title: 'Throughput over time',
    plot: {
      unit: 'rows a minute',
      isTime: true,
      series: [
        { name: 'running for', values: pace.map(({ minute }) => minute) },
        { name: 'rows a minute', tone: 'bar', values: pace.map(({ rowsPerMinute }) => rowsPerMinute) },
        { name: 'failed', tone: 'bad', values: pace.map(({ failedPerMinute }) => failedPerMinute) },
      ],
    },
    head: ['after', 'rows a minute', 'failed a minute'],
    rows: pace.map(({ minute, rowsPerMinute, failedPerMinute }) => [
      clock(minute),
      whole(rowsPerMinute),
      whole(failedPerMinute),
    ]),
    none: 'Nobody kept a record of it: rows do not tell when they were written.',
  };
}

function latency({ latency_bins: bins }: Report): Section {
  return {
    id: 'latency',
    title: 'Latency of answers',
    plot: {
      key: 'from',
      unit: 'answers',
      labels: bins.map(({ from }) => rough(from)),
      series: [{ name: 'answers', tone: 'bar', values: bins.map(({ count }) => count) }],
    },
    head: ['from', 'to', 'answers'],
    rows: bins.map(({ from, to, count }) => [rough(from), rough(to), whole(count)]),
    none: 'No answer was asked for.',
  };
}

function failures(report: Report): Section {
  const kinds = Object.entries(report.failures);
  return {
    id: 'failures',
    title: 'Failures by code',
    plot: {
      key: 'code',
      unit: 'rows',
      labels: kinds.map(([code]) => code),
      series: [{ name: 'rows', tone: 'bad', values: kinds.map(([, { rows }]) => rows) }],
    },
    head: ['code', 'rows', 'example'],
    rows: kinds.map(([code, { rows, example }]) => [code, whole(rows), `${example.id}: ${example.message}`]),
    none: 'No row failed.',
  };
}

function costBy(name: 'route' | 'model', groups: Readonly<Record<string, Bought>>): Section {
  const all = Object.entries(groups);
  return {
    id: name,
    title: `Cost by ${name}`,
    plot: {
      key: name,
      unit: 'US dollars',
      labels: all.map(([key]) => key),
      series: [{ name: 'US dollars', tone: 'bar', values: all.map(([, { cost_usd }]) => cost_usd) }],
    },
    head: [name, 'cost', 'answers', 'tokens in', 'out', 'p50', 'p99'],
    rows: all.map(([key, { cost_usd, unknown_cost, answers, tokens, latency_ms }]) => [
      key,
      costText({ cost_usd, unknown_cost, answers }),
      whole(answers),
      whole(tokens.prompt),
      whole(tokens.completion),
      timeText(latency_ms.p50),
      timeText(latency_ms.p99),
    ]),
    none: 'No answer was asked for.',
  };
}

/** Minutes and seconds of running. */
function clock(minute: number): string {
  const seconds = Math.round(minute * 60);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Of an edge on a scale of logarithms: two digits say it. */
function rough(milliseconds: number): string {
  const value = Number(milliseconds.toPrecision(2));
  return value < 1_000 ? `${value} ms` : `${value / 1_000} s`;
}
