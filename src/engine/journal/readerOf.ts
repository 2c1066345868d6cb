import { BatchRowReader } from './BatchRowReader.js';
import { FlatRowReader } from './FlatRowReader.js';
import { PartRowReader } from './PartRowReader.js';
import type { RowReader } from './RowReader.js';

/** Reads rows of a format; flat ones, when it is not known. */
export function readerOf(format: string | null): RowReader {
  if (format === 'batch') return new BatchRowReader();
  return format === 'parts' || format === 'trials' ? new PartRowReader() : new FlatRowReader();
}
