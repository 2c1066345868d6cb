import type { ArmResult, ExperimentResult } from '../../engine/experiment/ExperimentTally.js';
import { dollars } from '../../engine/money/dollars.js';
import { timeText } from '../../telemetry/timeText.js';
import { grouped } from '../grouped.js';
import { pageOf } from '../report/page/pageOf.js';
import type { Section } from '../report/page/section.js';
import type { Course, CoursePoint } from './Course.js';
import { cellsOf, HEAD, verdictOf } from './formatExperiment.js';

/** What the page of an experiment is made of. */
export interface ExperimentPage {
  readonly name: string;
  readonly result: ExperimentResult;
  /** What a score is. */
  readonly words: string;
  readonly course: Course;
  readonly heldOut: number;
}

/** An experiment as one page that loads nothing. */
export function experimentPage({ name, result, words, course, heldOut }: ExperimentPage): string {
  const { arms } = result;
  return pageOf({
    title: `rxprompt experiment: ${name}`,
    heading: name,
    intro: `${verdictOf(result)}. Score: ${words}.`,
    facts: [
      ['arms', grouped(arms.length)],
      ['answers', grouped(arms.reduce((sum, { prompts }) => sum + prompts, 0))],
      ['failed', grouped(arms.reduce((sum, { failed }) => sum + failed, 0))],
      ...(heldOut > 0 ? [['held out', grouped(heldOut)] as const] : []),
      ['winner', result.winner ?? 'none yet'],
    ],
    sections: [
      scores(arms),
      overTime(course),
      bars('cost', 'Cost of a prompt by arm', 'US dollars', arms, ({ costUsd }) => costUsd, dollars),
      bars('latency', 'Latency by arm', 'milliseconds', arms, ({ latencyMs }) => latencyMs, timeText),
    ],
  });
}

/** With the interval of each as a whisker. */
function scores(arms: readonly ArmResult[]): Section {
  const edge = (side: 'low' | 'high') =>
    arms.map(({ interval }) => (Number.isFinite(interval[side]) ? interval[side] : null));
  return {
    id: 'score',
    title: 'Score by arm',
    plot: {
      key: 'arm',
      unit: 'score',
      labels: arms.map(({ name }) => name),
      series: [
        {
          name: 'score',
          tone: 'bar',
          values: arms.map(({ score }) => score),
          low: edge('low'),
          high: edge('high'),
        },
      ],
    },
    head: HEAD,
    rows: arms.map(cellsOf),
    none: 'No arm was asked.',
  };
}

function bars(
  id: string,
  title: string,
  unit: string,
  arms: readonly ArmResult[],
  read: (arm: ArmResult) => number | null,
  text: (value: number) => string,
): Section {
  const cell = (value: number | null) => (value === null ? '?' : text(value));
  return {
    id,
    title,
    plot: {
      key: 'arm',
      unit,
      labels: arms.map(({ name }) => name),
      series: [{ name: unit, tone: 'bar', values: arms.map(read) }],
    },
    head: ['arm', 'mean of an answer'],
    rows: arms.map((arm) => [arm.name, cell(read(arm))]),
    none: 'No arm was asked.',
  };
}

function overTime({ at, points, names }: Course): Section {
  const series = (arm: number, side: keyof CoursePoint) => points.map((row) => row[arm]?.[side] ?? null);
  return {
    id: 'course',
    title: 'Mean score as answers came in, and the interval of each',
    plot: {
      unit: 'score',
      series: [
        { name: 'answers', values: at },
        ...names.map((name, arm) => ({
          name,
          tone: arm,
          values: series(arm, 'score'),
          low: series(arm, 'low'),
          high: series(arm, 'high'),
        })),
      ],
    },
    head: ['answers', ...names],
    rows: at.map((answers, index) => [
      grouped(answers),
      ...names.map((_, arm) => pointText(points[index]?.[arm])),
    ]),
    none: 'Nothing was scored.',
  };
}

function pointText({ score, low, high }: CoursePoint = { score: null, low: null, high: null }): string {
  if (score === null) return '?';
  const between = low === null || high === null ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `${score.toFixed(3)}${between}`;
}
