import { fromCsv } from '../../sources/fromCsv.js';
import { fromJsonl } from '../../sources/fromJsonl.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { PromptTemplate } from '../../text/template/PromptTemplate.js';
import type { PullSource } from '../../types/PullSource.js';
import type { Input } from './checkInput.js';
import type { RunFlags } from './RunFlags.js';

interface SourceSettings extends Pick<RunFlags, 'inputFormat' | 'system' | 'limit'> {
  readonly rows?: PromptTemplate | undefined;
  readonly onFormat?: (format: string) => void;
  readonly onEnd?: (end: SourceEnd) => void;
  readonly skip?: ((seq: number) => boolean) | undefined;
}

/** The prompts of the input, in the format that was asked for or is found, through a template when there is one. */
export function openSource(
  { source }: Input,
  { inputFormat, system, limit, rows, onFormat, onEnd, skip }: SourceSettings,
): PullSource {
  const options = {
    ...(system !== undefined && { system }),
    ...(limit !== undefined && { limit }),
    ...(rows !== undefined && { template: rows }),
    ...(onEnd !== undefined && { onEnd }),
    ...(skip !== undefined && { skip }),
  };
  const format = inputFormat === 'auto' ? tableOf(source) : inputFormat;
  if (format === 'csv' || format === 'tsv') {
    onFormat?.(format);
    return fromCsv(source, format === 'csv' ? options : { ...options, delimiter: '\t' });
  }
  // Rows of a batch that a template has read are no batch any more.
  const told =
    onFormat && ((found: string) => onFormat(rows !== undefined && found === 'batch' ? 'prompts' : found));
  return fromJsonl(source, { ...options, format, ...(told !== undefined && { onFormat: told }) });
}

/** Told from the name alone: any text may be a line of a table. */
function tableOf(source: Input['source']): 'csv' | 'tsv' | 'auto' {
  const [, ending] = (typeof source === 'string' && /\.(csv|tsv)(\.gz|\.zst)?$/i.exec(source)) || [];
  return ending === undefined ? 'auto' : (ending.toLowerCase() as 'csv' | 'tsv');
}
