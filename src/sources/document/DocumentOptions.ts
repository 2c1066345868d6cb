import type { SplitOptions } from '../../text/splitting/Chunk.js';
import type { Params } from '../../types/Params.js';
import type { SourceOptions } from '../pullSource.js';
import type { DocumentFormat } from './TextReader.js';

/** Options of {@link fromDocument}. */
export interface DocumentOptions extends SourceOptions, SplitOptions {
  /** Default `document`. */
  readonly id?: string;
  /** `auto`: HTML when it begins so, else a text, in which headings and code of Markdown are known. Default `auto`. */
  readonly format?: DocumentFormat;
  /** A system message of every part. Default none. */
  readonly system?: string;
  /** Parameters of every part. Default none. */
  readonly params?: Params;
}
