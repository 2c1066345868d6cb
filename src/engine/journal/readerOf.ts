import { BatchRowReader } from './BatchRowReader.js';
import { FlatRowReader } from './FlatRowReader.js';
import type { RowReader } from './RowReader.js';

/** Reads rows of a format; flat ones, when it is not known. */
export function readerOf(format: string | null): RowReader {
  return format === 'batch' ? new BatchRowReader() : new FlatRowReader();
}
