import { interval, type Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { PaceMeter } from '../../telemetry/PaceMeter.js';
import type { Output } from './Output.js';

const SAMPLE_MS = 250;
const SAVE_MS = 30_000;

/** Notes how fast a run goes in its record, now and then and at the end: its rows do not tell. */
export function keepPace(tally: Tally, output: Pick<Output, 'keepPace'>): Subscription {
  const meter = new PaceMeter(new Date());
  const sample = () => {
    const { elapsed_s, rows } = tally.snapshot();
    meter.sample(elapsed_s, rows);
    return rows.total;
  };
  const timer = interval(SAMPLE_MS).subscribe((tick) => {
    const rows = sample();
    if (rows > 0 && tick % (SAVE_MS / SAMPLE_MS) === 0) output.keepPace(meter.record);
  });
  timer.add(() => {
    if (sample() > 0) output.keepPace(meter.record);
  });
  return timer;
}
