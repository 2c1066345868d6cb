import { fromJsonl } from '../../sources/fromJsonl.js';
import type { PullSource } from '../../types/PullSource.js';
import type { Input } from './checkInput.js';
import type { RunFlags } from './RunFlags.js';

/** The prompts of the input, in the format that was asked for or is found. */
export function openSource(
  { source }: Input,
  { inputFormat, system, limit }: Pick<RunFlags, 'inputFormat' | 'system' | 'limit'>,
  onFormat?: (format: string) => void,
): PullSource {
  return fromJsonl(source, {
    format: inputFormat,
    ...(system !== undefined && { system }),
    ...(limit !== undefined && { limit }),
    ...(onFormat !== undefined && { onFormat }),
  });
}
