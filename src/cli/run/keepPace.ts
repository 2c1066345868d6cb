import { interval, type Subscription } from 'rxjs';
import { SinkError } from '../../errors/SinkError.js';
import type { Tally } from '../../telemetry/createTally.js';
import { PaceMeter } from '../../telemetry/PaceMeter.js';
import type { Output } from './Output.js';

const SAMPLE_MS = 250;
const SAVE_MS = 30_000;

/**
 * Notes how fast a run goes in its record, now and then and at the end: its rows do not tell. Where the record cannot
 * be written, the report lacks a plot and the run goes on: a disk that is full, its rows tell.
 */
export function keepPace(tally: Tally, output: Pick<Output, 'keepPace'>): Subscription {
  const meter = new PaceMeter(new Date());
  const sample = () => {
    const { elapsed_s, rows } = tally.snapshot();
    meter.sample(elapsed_s, rows);
    return rows.total;
  };
  const keep = () => {
    try {
      output.keepPace(meter.record);
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
    }
  };
  const timer = interval(SAMPLE_MS).subscribe((tick) => {
    const rows = sample();
    if (rows > 0 && tick % (SAVE_MS / SAMPLE_MS) === 0) keep();
  });
  timer.add(() => {
    if (sample() > 0) keep();
  });
  return timer;
}
