import { CallError } from '../errors/CallError.js';
import type { WireReply } from '../types/Codec.js';

/** Throws a `CallError` for a reply that is none: interrupted by the server, or without a text where one is due. */
export function requireAnswer(reply: WireReply): WireReply {
  if (reply.finishReason === 'error') {
    throw new CallError(`the server interrupted the answer (finish reason ${reply.rawFinishReason})`, {
      code: 'interrupted',
      retryable: true,
      httpStatus: 200,
      usage: reply.usage,
    });
  }
  if (reply.text !== '' || reply.toolCalls !== null) return reply;
  if (reply.finishReason === 'length') {
    throw new CallError(
      'the answer is empty: max_tokens was spent on thinking; raise max_tokens or switch thinking off',
      { code: 'empty_answer', httpStatus: 200, usage: reply.usage },
    );
  }
  if (reply.finishReason === 'content_filter') {
    throw new CallError(
      "the provider's content filter withheld the answer; change the prompt, or ask another provider",
      {
        code: 'content_filter',
        httpStatus: 200,
        usage: reply.usage,
      },
    );
  }
  return reply;
}
