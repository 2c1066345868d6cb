export const JSON_FORMS = ['json-mode', 'json-schema', 'strict-tool', 'prompt'] as const;

/**
 * How a provider is told that an answer must be JSON. `json-mode`: `response_format: json_object`, which DeepSeek and
 * nearly all others know, and the schema in the system message. `json-schema`: `response_format: json_schema`, as
 * OpenAI, vLLM and others know it. `strict-tool`: the answer is the call of a function with `strict: true`, which
 * DeepSeek has under /beta; it turns thinking off, because there no call can be asked for. `prompt`: words alone.
 */
export type JsonForm = (typeof JSON_FORMS)[number];
