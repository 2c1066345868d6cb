import { nearestWord } from '../../text/nearestWord.js';

/** More names than these help nobody. */
const SHOWN = 8;

/**
 * What to do about a model that no server has; goes on with a sentence.
 *
 * @param models Those that the server says it has; none when it does not say.
 * @param how How another one is named: `by --model`.
 */
export function modelRemedy(model: string, models: readonly string[], how: string): string {
  if (models.length === 0 || models.includes(model)) return `. Name another one ${how}`;
  const nearest = nearestWord(model, models);
  const others = models.length > SHOWN ? `${models.length} models` : models.join(', ');
  return `; did you mean ${nearest}? The server has ${others}: name one ${how}`;
}
