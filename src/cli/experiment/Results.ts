import type { Arm } from '../../engine/experiment/Arm.js';
import { type ExperimentResult, ExperimentTally } from '../../engine/experiment/ExperimentTally.js';
import type { Scored } from '../../engine/experiment/Scored.js';
import { Course } from './Course.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import type { Scorer } from './openScorer.js';

/** What is known of the arms, from trials of before and of now. */
export class Results {
  readonly names: readonly string[];
  readonly course: Course;
  /** Prompts that no arm has asked. */
  heldOut = 0;
  /** Trials without a score. */
  unscored = 0;
  readonly #tally: ExperimentTally;

  constructor(
    arms: readonly Arm[],
    { alpha, paired = false }: Pick<ExperimentFlags, 'alpha' | 'paired'>,
    { range }: Pick<Scorer, 'range'>,
  ) {
    this.names = arms.map(({ name }) => name);
    this.course = new Course(this.names);
    this.#tally = new ExperimentTally(this.names, {
      ...(alpha !== undefined && { alpha }),
      ...(range !== undefined && { range }),
      paired,
    });
  }

  add(arm: number | undefined, seq: number, scored: Scored): void {
    if (arm === undefined) {
      this.heldOut++;
      return;
    }
    if (scored.score === null) this.unscored++;
    this.#tally.add(arm, seq, scored);
    this.course.add(() => this.#tally.result());
  }

  get result(): ExperimentResult {
    return this.#tally.result();
  }
}
