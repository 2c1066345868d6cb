import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mishaps } from '../../src/simulator/faults/mishaps.js';
import { faultFields } from '../../src/simulator/SimulatorFaults.js';
import { inParallel } from './inParallel.js';
import { type Row, rows, ways } from './rows.js';
import { runWay } from './runWay.js';
import { Stand } from './Stand.js';

async function run(row: Row): Promise<Record<string, string>> {
  const stand = await Stand.open(row);
  try {
    const cells: Record<string, string> = {};
    for (const way of ways) cells[way] = await runWay(stand, way);
    return cells;
  } finally {
    await stand.close();
  }
}

describe('the fault matrix', () => {
  let results: readonly Promise<Record<string, string>>[] = [];
  beforeAll(() => {
    // The servers over TLS vouch for themselves.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    // Most of the time is waiting: for limits, dates and silence.
    const isLong = ({ before, totalMs, faults }: Row) =>
      totalMs !== undefined || before === 'spent' || Number(faults?.retryAfterSeconds) >= 1;
    results = inParallel(rows, 24, isLong, run);
    for (const result of results) result.catch(() => undefined);
  });

  afterAll(() => void vi.unstubAllEnvs());

  it.each(rows.map((row, index) => [row.group, row.fault, index] as const))(
    'should be right about «%s: %s»',
    async (_group, _fault, index) => {
      expect(await results[index]).toEqual(rows[index]?.cells);
    },
  );

  it('should have every fault that there is', () => {
    const met = new Set(
      rows.flatMap(({ mishap, faults = {} }) => [
        ...Object.keys(faults),
        ...(mishap === undefined ? [] : [`${mishap}Rate`]),
      ]),
    );
    const missing = Object.keys(faultFields.shape).filter((field) => !met.has(field));

    for (const mishap of mishaps) expect(missing).not.toContain(`${mishap}Rate`);
    // How a fault strikes, how fast answers come, and what is met under another name.
    expect(missing).toEqual([
      'firstTokenSigma',
      'perTokenSigma',
      'stragglerShare',
      'stragglerFactor',
      'inFlightPerUsd',
      'next',
      'statusRates',
      'stallMs',
    ]);
  });
});
