import type { ReadStream } from 'node:fs';
import { GUESSED_ANSWERS } from '../estimate/Answers.js';
import { joinsOf } from './joinsOf.js';
import type { PartList } from './PartList.js';
import type { SummarizeFlags } from './SummarizeFlags.js';

/** What {@link expectedCalls} looks at, while it goes on. */
export interface Reading {
  readonly parts: Pick<PartList, 'count' | 'isWhole'>;
  /** The document, when it is a file. */
  readonly stream: Pick<ReadStream, 'bytesRead'> | undefined;
  /** Bytes of the file. */
  readonly size: number;
}

/** About how many calls a summary takes; `null` as long as nobody can say: of a pipe, until its end has come. */
export function expectedCalls(
  { parts, stream, size }: Reading,
  { maxTokens, reduceTokens }: Pick<SummarizeFlags, 'maxTokens' | 'reduceTokens'>,
): number | null {
  const { count, isWhole } = parts;
  if (count === 0 || (!isWhole && (stream === undefined || stream.bytesRead === 0))) return null;
  const all = isWhole ? count : Math.max(count, Math.round((count * size) / (stream?.bytesRead ?? size)));
  const each = Math.min(GUESSED_ANSWERS.outputTokens(false), maxTokens ?? Number.POSITIVE_INFINITY);
  return all + joinsOf(all, each, reduceTokens);
}
