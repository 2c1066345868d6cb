import type { Reply } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';
import { jsonOrNull } from './jsonOrNull.js';
import { RepeatedFields } from './RepeatedFields.js';

const served = new RepeatedFields<Reply>({
  finishReason: 'finishReason',
  rawFinishReason: 'rawFinishReason',
  model: 'model',
  route: 'route',
});

/** Field by field, the ones of a Reply and no other: half the time of `JSON.stringify`, on the path of every prompt. */
export function replyJson(reply: Reply): string {
  return (
    `{"text":${JSON.stringify(reply.text)},"reasoning":${jsonOrNull(reply.reasoning)},` +
    `"toolCalls":${jsonOrNull(reply.toolCalls)},${served.of(reply)},"usage":${usageJson(reply.usage)},` +
    `"costUsd":${jsonOrNull(reply.costUsd)},"attempts":${reply.attempts},"cached":null,` +
    `"latencyMs":${jsonOrNull(reply.latencyMs)},"ttftMs":${jsonOrNull(reply.ttftMs)}}`
  );
}

function usageJson(usage: Usage | null): string {
  if (usage === null) return 'null';
  return (
    `{"promptTokens":${jsonOrNull(usage.promptTokens)},` +
    `"promptCacheHitTokens":${jsonOrNull(usage.promptCacheHitTokens)},` +
    `"promptCacheMissTokens":${jsonOrNull(usage.promptCacheMissTokens)},` +
    `"completionTokens":${jsonOrNull(usage.completionTokens)},` +
    `"reasoningTokens":${jsonOrNull(usage.reasoningTokens)}}`
  );
}
