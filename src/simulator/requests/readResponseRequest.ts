import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import { type Fields, missingField, parseJson, wrongType } from './parseJson.js';
import { type ChatRequest, type RequestRules, readChatFields } from './readChatRequest.js';
import { responseMessages } from './responseMessages.js';
import { scalarError } from './scalarError.js';

const scalars = [
  ['instructions', 'a string'],
  ['stream', 'a boolean'],
  ['max_output_tokens', 'u32'],
  ['temperature', 'f32'],
  ['top_p', 'f32'],
  ['top_logprobs', 'u32'],
  ['user', 'a string'],
] as const;

/**
 * Reads a body of `POST /responses`, which the service turns into a chat. What it does not support it ignores: storing, earlier
 * responses, built-in tools and the like. The words of its refusals, the chat's own aside, are not recorded.
 */
export function readResponseRequest(body: string, rules: RequestRules): ChatRequest | ErrorReply {
  const parsed = parseJson(body);
  if (!('fields' in parsed)) return parsed;
  const { fields } = parsed;
  const { model, input, instructions } = fields;
  if (model === undefined) return missingField(body, '', 'model');
  if (typeof model !== 'string') return wrongType(body, 'model', model, 'a string');
  const wrong = scalarError(body, fields, scalars);
  if (wrong !== null) return wrong;
  if (input == null && instructions == null) {
    return wrongValue('Invalid input, at least one of input and instructions is required');
  }
  if (input != null && typeof input !== 'string' && !Array.isArray(input)) {
    return wrongType(body, 'input', input, 'a string');
  }
  const tools = toolsOf(fields.tools);
  if (!Array.isArray(tools)) return tools as ErrorReply;
  const format = (fields.text as Fields | null | undefined)?.format as Fields | null | undefined;
  const asked = readChatFields(
    {
      model,
      messages: responseMessages(input, instructions),
      stream: fields.stream,
      temperature: fields.temperature,
      top_p: fields.top_p,
      max_tokens: fields.max_output_tokens,
      user_id: fields.user,
      reasoning_effort: (fields.reasoning as Fields | null | undefined)?.effort,
      ...(format?.type === 'json_object' && { response_format: format }),
      ...(tools.length > 0 && { tools, tool_choice: choiceOf(fields.tool_choice) }),
    },
    rules,
  );
  if (!('kind' in asked)) return asked;
  const schema = format?.type === 'json_schema' ? ((format.schema ?? {}) as Fields) : null;
  return { ...asked, schema, response: echoOf(fields, tools) };
}

/** The functions in the form of a chat; an answer that refuses them. */
function toolsOf(tools: unknown): readonly Fields[] | ErrorReply {
  if (!Array.isArray(tools)) return [];
  const functions: Fields[] = [];
  for (const tool of tools as readonly (Fields | null)[]) {
    if (tool?.type === 'custom' && tool.name !== 'apply_patch') {
      return wrongValue(`Invalid tools, the custom tool '${tool.name}' is not supported`);
    }
    if (tool?.type !== 'function') continue;
    const { type, name, description, parameters } = tool;
    functions.push({ type, function: { name: String(name), description, parameters } });
  }
  return functions;
}

function choiceOf(choice: unknown): unknown {
  if (typeof choice !== 'object' || choice === null) return choice;
  return { type: 'function', function: { name: (choice as Fields).name } };
}

function echoOf(fields: Fields, tools: readonly Fields[]): ChatRequest['response'] {
  const { reasoning, text } = fields as Readonly<Record<string, Fields | null | undefined>>;
  const json = (value: unknown, instead: string) => (value == null ? instead : JSON.stringify(value));
  const float = (value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? `${value}` : `${value ?? 1}.0`;
  const flat = tools.map(({ type, function: described }) => ({ type, ...(described as Fields) }));
  return {
    instructions: json(fields.instructions, 'null'),
    max_output_tokens: json(fields.max_output_tokens, 'null'),
    reasoning: `{"effort":${json(reasoning?.effort, 'null')},"summary":${json(reasoning?.summary, 'null')}}`,
    temperature: float(fields.temperature),
    text: `{"format":${json(text?.format, '{"type":"text"}')},"verbosity":${json(text?.verbosity, 'null')}}`,
    tool_choice: json(fields.tool_choice, '"auto"'),
    tools: JSON.stringify(flat),
    top_logprobs: json(fields.top_logprobs, '0'),
    top_p: float(fields.top_p),
    user: json(fields.user, 'null'),
  };
}
