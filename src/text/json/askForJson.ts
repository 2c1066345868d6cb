import type { JsonSchema } from '../../types/AnswerCheck.js';
import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import { ANSWER_TOOL } from './checkReply.js';
import { exampleOf } from './exampleOf.js';
import type { JsonForm } from './jsonForms.js';

/** Makes of a prompt one whose answer is JSON of this schema. Parameters that the prompt brings itself are left alone. */
export function createJsonAsker(schema: JsonSchema, form: JsonForm): (prompt: Prompt) => Prompt {
  const params = paramsOf(schema, form);
  const words = form === 'json-mode' || form === 'prompt' ? instructionOf(schema) : undefined;
  return (prompt) => ({
    ...prompt,
    messages: words === undefined ? prompt.messages : withInstruction(prompt.messages, words),
    ...(params !== undefined && { params: { ...params, ...prompt.params } }),
  });
}

function paramsOf(schema: JsonSchema, form: JsonForm): Params | undefined {
  switch (form) {
    case 'json-mode':
      return { response_format: { type: 'json_object' } };
    case 'json-schema': {
      const format = { type: 'json_schema', json_schema: { name: ANSWER_TOOL, strict: true, schema } };
      return { response_format: format };
    }
    case 'strict-tool': {
      const described = {
        name: ANSWER_TOOL,
        description: 'Gives the answer.',
        strict: true,
        parameters: schema,
      };
      return {
        tools: [{ type: 'function', function: described }],
        tool_choice: { type: 'function', function: { name: ANSWER_TOOL } },
        thinking: { type: 'disabled' },
      };
    }
    case 'prompt':
      return undefined;
  }
}

function instructionOf(schema: JsonSchema): string {
  return (
    'Answer with one JSON value and nothing else: no explanation, no code fence. It must be valid under this JSON Schema:\n' +
    `${JSON.stringify(schema)}\nFor example, by its form alone:\n${JSON.stringify(exampleOf(schema))}`
  );
}

/** At the end of the system message, which is the same for all: the provider then finds it in its cache. */
function withInstruction(messages: readonly Message[], words: string): readonly Message[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system' || typeof first.content !== 'string') {
    return [{ role: 'system', content: words }, ...messages];
  }
  return [{ ...first, content: `${first.content}\n\n${words}` }, ...rest];
}
