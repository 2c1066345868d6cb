import type { ArmResult, ExperimentResult } from '../../engine/experiment/ExperimentTally.js';
import { grouped } from '../grouped.js';
import { pageOf } from '../report/page/pageOf.js';
import type { Section } from '../report/page/section.js';
import type { Course } from './Course.js';
import { cellsOf, HEAD, verdictOf } from './formatExperiment.js';

/** An experiment as one page that loads nothing. */
export function experimentPage(
  name: string,
  result: ExperimentResult,
  words: string,
  course: Course,
): string {
  const { arms } = result;
  return pageOf({
    title: `rxprompt experiment: ${name}`,
    heading: name,
    intro: `${verdictOf(result)}. Score: ${words}.`,
    facts: [
      ['arms', grouped(arms.length)],
      ['prompts', grouped(arms.reduce((sum, { prompts }) => sum + prompts, 0))],
      ['failed', grouped(arms.reduce((sum, { failed }) => sum + failed, 0))],
      ['winner', result.winner ?? 'none yet'],
    ],
    sections: [
      bars('score', 'Score by arm', 'score', arms, ({ score }) => score),
      overTime(course),
      bars('cost', 'Cost of a prompt by arm', 'US dollars', arms, ({ costUsd }) => costUsd),
      bars('latency', 'Latency by arm', 'milliseconds', arms, ({ latencyMs }) => latencyMs),
    ],
  });
}

function bars(
  id: string,
  title: string,
  unit: string,
  arms: readonly ArmResult[],
  read: (arm: ArmResult) => number | null,
): Section {
  return {
    id,
    title,
    plot: {
      key: 'arm',
      unit,
      labels: arms.map(({ name }) => name),
      series: [{ name: unit, tone: 'bar', values: arms.map((arm) => read(arm) ?? 0) }],
    },
    head: id === 'score' ? HEAD : ['arm', unit],
    rows: arms.map((arm) => (id === 'score' ? cellsOf(arm) : [arm.name, read(arm)?.toPrecision(3) ?? '?'])),
    none: 'No arm was asked.',
  };
}

function overTime({ at, scores, names }: Course): Section {
  return {
    id: 'course',
    title: 'Mean score as prompts came in',
    plot: {
      unit: 'score',
      series: [
        { name: 'prompts', values: at },
        ...names.map((name, arm) => ({
          name,
          tone: arm === 0 ? ('bar' as const) : ('bad' as const),
          values: scores.map((row) => row[arm] ?? 0),
        })),
      ],
    },
    head: ['prompts', ...names],
    rows: at.map((prompts, index) => [
      grouped(prompts),
      ...names.map((_, arm) => scores[index]?.[arm]?.toFixed(3) ?? '?'),
    ]),
    none: 'Nothing was scored.',
  };
}
