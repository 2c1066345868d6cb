import { fromJsonl } from '../../sources/fromJsonl.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { PullSource } from '../../types/PullSource.js';
import type { Input } from './checkInput.js';
import type { RunFlags } from './RunFlags.js';

interface SourceSettings extends Pick<RunFlags, 'inputFormat' | 'system' | 'limit'> {
  readonly onFormat?: (format: string) => void;
  readonly onEnd?: (end: SourceEnd) => void;
  readonly skip?: ((seq: number) => boolean) | undefined;
}

/** The prompts of the input, in the format that was asked for or is found. */
export function openSource(
  { source }: Input,
  { inputFormat, system, limit, onFormat, onEnd, skip }: SourceSettings,
): PullSource {
  return fromJsonl(source, {
    format: inputFormat,
    ...(system !== undefined && { system }),
    ...(limit !== undefined && { limit }),
    ...(onFormat !== undefined && { onFormat }),
    ...(onEnd !== undefined && { onEnd }),
    ...(skip !== undefined && { skip }),
  });
}
