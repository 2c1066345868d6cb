import { SourceError } from '../errors/SourceError.js';
import { isObject } from './messagesOf.js';

/** How the rows of an input are written. */
export type RowFormat = 'lines' | 'strings' | 'prompts' | 'messages' | 'batch';

/**
 * The format that a line speaks of; `undefined` when it is JSON that went wrong, so that the next line must tell.
 * Throws `SourceError` for JSON that does not stand one value to a line: sent as plain lines it would cost a
 * request for each bracket.
 */
export function sniffFormat(line: string): RowFormat | undefined {
  const text = line.trim();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    if (text === '{' || /^\[\s*([{"]|$)/.test(text)) throw spread();
    return /^\{\s*"/.test(text) ? undefined : 'lines';
  }
  if (typeof value === 'string') return 'strings';
  if (Array.isArray(value) && value.some((item) => isObject(item) || typeof item === 'string'))
    throw spread();
  if (!isObject(value)) return 'lines';
  if ('custom_id' in value || 'body' in value) return 'batch';
  return 'messages' in value ? 'messages' : 'prompts';
}

function spread(): SourceError {
  return new SourceError(
    "the input is a JSON array or is spread over several lines: give one JSON value to a line (jq -c '.[]' makes them), " +
      'or ask for the format "lines" if it is plain text',
  );
}
