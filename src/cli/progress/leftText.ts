import { durationText } from '../../telemetry/durationText.js';
import type { Forecast } from './Forecast.js';

/** `, about 4 min left`: in whole seconds, below a minute; empty when nobody knows. */
export function leftText({ secondsLeft }: Pick<Forecast, 'secondsLeft'>): string {
  if (secondsLeft === null) return '';
  return `, about ${secondsLeft < 60 ? `${Math.ceil(secondsLeft)} s` : durationText(secondsLeft)} left`;
}
