import { z } from 'zod';
import { ConfigError } from '../../errors/ConfigError.js';
import { parseStrict } from '../parseStrict.js';
import { changeFaults, type SimulatorFaults, someFaults } from '../SimulatorFaults.js';
import { createGates, createLayer, type Layer } from './Layer.js';
import { Regime } from './Regime.js';

/** Node's timers end there. */
const seconds = z.number().min(0).max(2_147_483);

const where = z.strictObject({
  /** As `/chat/completions`. */
  path: z.string().regex(/^\//, { error: 'expected a path, such as /chat/completions' }).optional(),
  /** The model that is asked for. */
  model: z.string().optional(),
  /** Streams only, or whole answers only. */
  stream: z.boolean().optional(),
  /** The `user_id` of the request. */
  userId: z.string().optional(),
});

const step = z.strictObject({
  /** Seconds after the start at which it begins. @default 0 */
  at: seconds.default(0),
  /** Seconds that it lasts. @default to the end */
  for: seconds.positive().optional(),
  /** The requests it is for. @default all */
  where: where.optional(),
  /** What it sets over what is set already; a later step lies over an earlier one. */
  faults: someFaults,
});

/** Faults over time. */
export const faultPlanSchema = z.strictObject({
  /** Of no effect; for editors. */
  $schema: z.string().optional(),
  /** Seeds the dice anew, so that the same plan falls the same. @default as they are */
  seed: z.number().int().optional(),
  /** Begins again after so many seconds. @default never */
  repeatSeconds: seconds.positive().optional(),
  /** What holds all the time. @default none */
  faults: someFaults.optional(),
  /** What holds for a time. @default none */
  steps: z.array(step).max(1_000).default([]),
});

/** A plan as it is written. */
export type FaultPlan = z.input<typeof faultPlanSchema>;

/** What concerns a connection, and so cannot depend on a request. */
const ofConnections = [
  'refuseForMs',
  'resetConnectionRate',
  'closeIdleAfterMs',
  'closeAfterRequests',
] as const;

/** A plan that was checked: its layers and when each holds, in milliseconds. */
export interface ReadPlan {
  readonly seed: number | undefined;
  /** Infinite: it does not repeat. */
  readonly repeatMs: number;
  readonly steps: readonly { readonly fromMs: number; readonly toMs: number; readonly layer: Layer }[];
}

/**
 * Checks a plan over the faults that are set.
 *
 * @throws {ConfigError} naming the step and the field, an unknown one with the nearest right one.
 */
export function readFaultPlan(plan: unknown, ground: SimulatorFaults): ReadPlan {
  const read = parseStrict(faultPlanSchema, plan, 'plan');
  const repeatMs = (read.repeatSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
  const steps = read.steps.map(
    ({ at, for: lasts = Number.POSITIVE_INFINITY, where = null, faults }, index) => {
      const path = `plan.steps.${index}`;
      const wrong = where === null ? undefined : ofConnections.find((field) => field in faults);
      if (wrong !== undefined) {
        throw new ConfigError(`${path}.faults.${wrong} is about connections: such a step can have no where`);
      }
      if (at * 1_000 >= repeatMs) {
        throw new ConfigError(`expected ${path}.at to be below plan.repeatSeconds, got ${at}`);
      }
      return { fromMs: at * 1_000, toMs: (at + lasts) * 1_000, layer: createLayer(faults, where), path };
    },
  );
  if (read.faults !== undefined) {
    const layer = createLayer(read.faults, null);
    steps.unshift({ fromMs: 0, toMs: Number.POSITIVE_INFINITY, layer, path: 'plan' });
  }
  for (const { layer, path } of steps) {
    // Each over the ground, to find what is wrong with it before it begins.
    changeFaults(ground, layer.faults, `${path}.faults`);
    new Regime(ground, createGates(), [layer]);
  }
  return { seed: read.seed, repeatMs, steps };
}
