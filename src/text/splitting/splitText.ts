import type { Chunk, SplitOptions } from './Chunk.js';
import { Splitter } from './Splitter.js';

/**
 * Divides `text` at natural borders into chunks that are no longer than the limit; see {@link Splitter}.
 *
 * @throws RangeError when a limit is below 16, or the overlap above half of it.
 */
export function splitText(text: string, options: SplitOptions = {}): readonly Chunk[] {
  const splitter = new Splitter(options);
  splitter.push(text);
  splitter.end();
  const chunks: Chunk[] = [];
  for (let chunk = splitter.next(); chunk !== undefined; chunk = splitter.next()) chunks.push(chunk);
  return chunks;
}
