import type { Params } from '../../types/Params.js';

/**
 * What a model of DeepSeek does not heed among these parameters, in words; nothing of other models is known.
 *
 * @param thinking Whether it thinks before it answers.
 * @see https://api-docs.deepseek.com/api/create-chat-completion and guides/thinking_mode, as of autumn 2026
 */
export function ignoredParams(model: string, params: Params, thinking: boolean): readonly string[] {
  if (!model.startsWith('deepseek-')) return [];
  const notes: string[] = [];
  for (const name of ['frequency_penalty', 'presence_penalty']) {
    if (params[name] != null) notes.push(`${model} takes ${name} and does nothing with it`);
  }
  if (thinking && params.temperature != null) notes.push(`${model} ignores temperature while it thinks`);
  if (params.top_p != null && params.top_p !== 1) {
    if (!thinking) notes.push(`${model} ignores top_p when it does not think`);
    else if (params.top_p < 0.95) notes.push(`${model} raises top_p to 0.95 while it thinks`);
  }
  return notes;
}
