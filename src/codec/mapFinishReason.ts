import type { FinishReason } from '../types/Reply.js';

/** The provider's word for why the model stopped -> ours. */
export function mapFinishReason(raw: string | null): FinishReason {
  switch (raw) {
    case 'stop':
    case 'eos':
    case 'eos_token':
    case 'end_turn':
    case 'stop_sequence':
      return 'stop';
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'tool_calls':
    case 'function_call':
      return 'tool_calls';
    case 'content_filter':
      return 'content_filter';
    case 'insufficient_system_resource':
    case 'aborted':
    case 'abort':
    case 'error':
      return 'error';
    default:
      return 'other';
  }
}
