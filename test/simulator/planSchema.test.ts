import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { FAULT_FLAGS } from '../../src/cli/simulate/faultFlags.js';
import { readFaultPlan } from '../../src/simulator/faults/FaultPlan.js';
import { noFaults } from '../../src/simulator/faults/noFaults.js';
import { faultFields } from '../../src/simulator/SimulatorFaults.js';

const schema = JSON.parse(
  readFileSync(new URL('../../rxprompt.faults.schema.json', import.meta.url), 'utf8'),
);
const isValid = new Ajv({ strict: true }).compile(schema);
const fields = Object.keys(faultFields.shape);

/** Whether the code takes a plan. */
function isTaken(plan: unknown): boolean {
  try {
    readFaultPlan(plan, noFaults);
    return true;
  } catch {
    return false;
  }
}

describe('the published schema of a plan', () => {
  it.each([
    [{}, true],
    [{ seed: 7, repeatSeconds: 1.5, steps: [] }, true],
    [{ faults: noFaults }, true],
    [
      {
        faults: {
          firstTokenMs: 'percentiles:50=300,99=4000',
          stallMs: 'uniform:1,2',
          retryAfterSeconds: 'exact',
        },
      },
      true,
    ],
    [
      {
        steps: [
          { at: 1, for: 2, where: { path: '/v1/chat/completions', stream: false }, faults: { slots: 1 } },
        ],
      },
      true,
    ],
    [{ faults: { next: ['ok', 'status504', 'drip'], statusRates: { 520: 0.5 } } }, true],
    [[], false],
    [{ step: [] }, false],
    [{ seed: 1.5 }, false],
    [{ repeatSeconds: 0 }, false],
    [{ steps: [{}] }, false],
    [{ steps: [{ at: -1, faults: {} }] }, false],
    [{ steps: [{ for: 0, faults: {} }] }, false],
    [{ steps: [{ where: { path: 'x' }, faults: {} }] }, false],
    [{ steps: [{ where: { modle: 'x' }, faults: {} }] }, false],
    [{ faults: { status503rate: 1 } }, false],
    [{ faults: { status503Rate: 1.1 } }, false],
    [{ faults: { firstTokenMs: 'soon' } }, false],
    [{ faults: { next: ['status200'] } }, false],
    [{ faults: { next: ['statusX'] } }, false],
    [{ faults: { statusRates: { 200: 1 } } }, false],
    [{ faults: { rateLimitStatus: 500 } }, false],
    [{ faults: { retryAfterForm: 'soon' } }, false],
    [{ faults: { maxInFlight: 0 } }, false],
  ])('should say the same of %j as the code', (plan, valid) => {
    expect([isValid(plan), isTaken(plan)]).toEqual([valid, valid]);
  });

  it('should know, as the command line does, every fault that there is', () => {
    const flags = Object.values(FAULT_FLAGS).flat();

    expect(Object.keys(schema.definitions.faults.properties)).toEqual(fields);
    expect(flags.map(({ field }) => field).sort()).toEqual([...fields].sort());
    for (const { field, kind } of flags) {
      const { enum: words } = schema.definitions.faults.properties[field];
      expect(words, field).toEqual(typeof kind === 'string' ? undefined : kind);
    }
  });
});
