import type { Interval } from '../../engine/experiment/alwaysValid.js';
import type { ArmResult, ExperimentResult } from '../../engine/experiment/ExperimentTally.js';
import { dollars } from '../../engine/money/dollars.js';
import { timeText } from '../../telemetry/timeText.js';
import { grouped } from '../grouped.js';

/** What people are told of an experiment. */
export const HEAD = [
  'arm',
  'prompts',
  'failed',
  'score',
  'between',
  'against the first',
  'between',
  'cost each',
  'latency',
  'tokens out',
];

/** The cells of one arm, as {@link HEAD} names them. */
export function cellsOf({
  name,
  prompts,
  failed,
  score,
  interval,
  difference,
  ...arm
}: ArmResult): readonly string[] {
  return [
    name,
    grouped(prompts),
    grouped(failed),
    number(score),
    between(interval),
    difference === undefined ? '' : signed(difference.mean),
    difference === undefined ? '' : between(difference.interval),
    arm.costUsd === null ? '?' : dollars(arm.costUsd),
    arm.latencyMs === null ? '?' : timeText(arm.latencyMs),
    arm.outputTokens === null ? '?' : grouped(Math.round(arm.outputTokens)),
  ];
}

/** What there is to say besides the table. */
export interface ExperimentFacts {
  readonly words: string;
  readonly heldOut: number;
  readonly unscored: number;
}

/** A table with aligned columns, and what it comes to. */
export function formatExperiment(
  result: ExperimentResult,
  { words, heldOut, unscored }: ExperimentFacts,
): string {
  const rows = [HEAD, ...result.arms.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
      )
      .join('  '),
  );
  const notes = [
    `score: ${words}`,
    ...(unscored > 0
      ? [`without a score: ${grouped(unscored)}, which count in everything but the score`]
      : []),
    ...(heldOut > 0 ? [`held out: ${grouped(heldOut)}, asked as they are`] : []),
  ];
  return [...lines, '', ...notes, verdictOf(result)].join('\n');
}

/** Who has won, or that nobody can say yet. */
export function verdictOf({ winner, alpha }: ExperimentResult): string {
  const sure = `${Number((100 * (1 - alpha)).toFixed(3))} %`;
  const held = `intervals hold together, at every look, with ${sure}`;
  return winner === undefined
    ? `no winner yet: no arm is above every other beyond doubt (${held})`
    : `winner: ${winner}, above every other (${held})`;
}

function between({ low, high }: Interval): string {
  return Number.isFinite(low) ? `${number(low)} to ${number(high)}` : 'too few to say';
}

function number(value: number | null): string {
  return value === null ? '?' : value.toFixed(3);
}

function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${number(value)}` : number(value);
}
