import { Observable, type OperatorFunction } from 'rxjs';
import { subscriberOf } from '../src/stage/subscriberOf.js';
import type { SplitOptions } from '../src/text/splitting/Chunk.js';
import { Splitter } from '../src/text/splitting/Splitter.js';
import { splitText } from '../src/text/splitting/splitText.js';
import { accountOf } from '../src/types/Account.js';
import type { Message } from '../src/types/Message.js';
import { isOutcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';

/** Options of {@link chunk}. */
export type ChunkOptions = SplitOptions;

/**
 * On the stream: a prompt with a long text becomes prompts with a part of it each, in order: `seq` stays, `part` counts
 * from 0, `isLast` marks the last, `whole` is the prompt. The longest text of the user's is divided, at natural borders;
 * the other messages, such as what to do with it, stand in every part. One that fits passes as it is.
 *
 * ```text
 * source   -a-------b---|     a: 3 chunks long, b: short
 * result   -(xyz)---b---|     x: { seq: 0, part: 0 } ... z: { seq: 0, part: 2, isLast: true }
 * ```
 *
 * Holds:    nothing. In a `run`, each part comes out by itself, and counts so in the window.
 * Place it: below `sanitize`, above `mapReduce` or `complete`.
 *
 * @throws RangeError when a limit is below 16, or the overlap above half of it.
 */
export function chunk(options: ChunkOptions = {}): OperatorFunction<Prompt, Prompt> {
  // Made once to check the numbers now rather than at the first prompt.
  new Splitter(options);
  return (source) =>
    new Observable((destination) => {
      const outer = subscriberOf<Prompt>({
        next(prompt) {
          const parts = partsOf(prompt, options);
          if (parts.length > 0) accountOf(prompt)?.fork?.(prompt, parts);
          if (parts.length === 0) destination.next(prompt);
          else for (const part of parts) destination.next(part);
        },
        error: (error) => destination.error(error),
        complete: () => destination.complete(),
      });
      destination.add(outer);
      source.subscribe(outer);
    });
}

/** The parts of a prompt; none when it is to stay as it is. */
function partsOf(prompt: Prompt, options: ChunkOptions): readonly Prompt[] {
  if (isOutcome(prompt) || prompt.rejection !== undefined) return [];
  const { messages } = prompt;
  let place = -1;
  for (const [index, message] of messages.entries())
    if (textOf(message).length > textOf(messages[place]).length) place = index;
  if (place === -1) return [];
  const chunks = splitText(textOf(messages[place]), options);
  if (chunks.length < 2) return [];
  const texts = chunks.map(({ text }) => text).filter((text) => text.trim() !== '');
  return texts.map((content, part) => ({
    ...prompt,
    messages: messages.with(place, { ...(messages[place] as Message), content }),
    part,
    isLast: part === texts.length - 1,
    whole: prompt,
  }));
}

/** What the user says, where that is plain text. */
function textOf(message: Message | undefined): string {
  return message?.role === 'user' && typeof message.content === 'string' ? message.content : '';
}
