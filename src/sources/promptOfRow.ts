import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';
import { plainly, type Writable } from '../types/plainly.js';
import { BadInput, typeOf } from './BadInput.js';
import { isObject, messagesOf } from './messagesOf.js';

type Row = Record<string, unknown>;

/** What holds for every row that does not say otherwise. */
export interface RowDefaults {
  /** A system message for rows that bring none. */
  readonly system?: string | undefined;
  /** Parameters; those of the row win. */
  readonly params?: Params | undefined;
}

/** Turns one row into a prompt. Throws `BadInput`. */
export type PromptOfRow = (row: unknown, id: string, seq: number, defaults: RowDefaults) => Prompt;

const PROMPT_FIELDS: ReadonlySet<string> = new Set(['prompt', 'text', 'id', 'system', 'params']);
const MESSAGES_FIELDS: ReadonlySet<string> = new Set(['messages', 'id', 'params']);
const BATCH_FIELDS: ReadonlySet<string> = new Set(['custom_id', 'body', 'method', 'url']);
const ALL_FIELDS: ReadonlySet<string> = new Set([...PROMPT_FIELDS, ...MESSAGES_FIELDS, ...BATCH_FIELDS]);
/** Beside a prompt, `text` is a field like any other. */
const BESIDE_PROMPT: ReadonlySet<string> = new Set([...PROMPT_FIELDS].filter((field) => field !== 'text'));

/** `"the question"` */
export const promptOfString: PromptOfRow = (row, id, seq, { system, params }) => {
  if (typeof row !== 'string') throw new BadInput(`is ${typeOf(row)}: give a JSON string`);
  return promptOf(id, seq, conversation(system, checkedText(row, undefined)), params, undefined);
};

/** `{prompt | text, id?, system?, params?}`; a row of the other form, `{messages}`, is taken as that. */
export const promptOfPromptRow: PromptOfRow = (value, id, seq, defaults) => {
  const row = checkedRow(value);
  if (row.messages !== undefined && !hasText(row)) return promptOfMessagesRow(row, id, seq, defaults);
  const field = row.prompt === undefined && row.text !== undefined ? 'text' : 'prompt';
  const system = row.system ?? defaults.system;
  if (system !== undefined && typeof system !== 'string') {
    throw new BadInput(`has ${typeOf(system)} for "system": give text`);
  }
  const messages = conversation(system, checkedText(row[field], field));
  const params = checkedParams(row.params, defaults.params);
  const known = field === 'prompt' ? BESIDE_PROMPT : PROMPT_FIELDS;
  return promptOf(checkedId(row.id, 'id') ?? id, seq, messages, params, inputWithout(row, known));
};

/** `{messages, id?, params?}`; a row of the other form, `{prompt | text}`, is taken as that. */
export const promptOfMessagesRow: PromptOfRow = (value, id, seq, defaults) => {
  const row = checkedRow(value);
  if (row.messages === undefined && hasText(row)) return promptOfPromptRow(row, id, seq, defaults);
  const messages = withSystem(defaults.system, messagesOf(row.messages, 'messages'));
  const params = checkedParams(row.params, defaults.params);
  return promptOf(checkedId(row.id, 'id') ?? id, seq, messages, params, inputWithout(row, MESSAGES_FIELDS));
};

function hasText({ prompt, text }: Row): boolean {
  return prompt !== undefined || text !== undefined;
}

/** `{custom_id, body: {messages, model, ...}, method?, url?}`, as the batch APIs take it */
export const promptOfBatchRow: PromptOfRow = (value, _id, seq, defaults) => {
  const row = checkedRow(value);
  const id = checkedId(row.custom_id, 'custom_id');
  if (id === undefined) throw new BadInput('has no "custom_id": give every row its own');
  if (!isObject(row.body)) throw new BadInput(`has ${typeOf(row.body)} for "body": give {messages, model}`);
  if (row.method !== undefined && row.method !== 'POST')
    throw new BadInput('has a "method" that is not "POST"');
  if (row.url !== undefined && !(typeof row.url === 'string' && row.url.endsWith('/chat/completions'))) {
    throw new BadInput('has a "url" that is not "/v1/chat/completions", the only kind that is supported');
  }
  const { messages, ...params } = row.body;
  return promptOf(
    id,
    seq,
    withSystem(defaults.system, messagesOf(messages, 'body.messages')),
    checkedParams(params, defaults.params),
    inputWithout(row, BATCH_FIELDS),
  );
};

/** The `id` of a row that is otherwise bad, so that its Failure can be joined with it. */
export function idOfRow(row: unknown): string | undefined {
  if (!isObject(row)) return undefined;
  const id = row.id ?? row.custom_id;
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The caller's own fields of a row that is otherwise bad: its Failure brings them back. */
export function inputOfRow(row: unknown): Row | undefined {
  return isObject(row) ? inputWithout(row, ALL_FIELDS) : undefined;
}

const PlainPrompt = plainly<Prompt, [id: string, seq: number, messages: readonly Message[]]>(
  function (id, seq, messages) {
    this.id = id;
    this.seq = seq;
    this.messages = messages;
  },
);

const PlainQuestion = plainly<Message, [content: string]>(function (content) {
  this.role = 'user';
  this.content = content;
});

const ONE_MESSAGE: readonly Message[] = [new PlainQuestion('')];

/** A prompt without fields that it has not. */
export function promptOf(
  id: string,
  seq: number,
  messages: readonly Message[],
  params: Params | undefined,
  input: Row | undefined,
): Prompt {
  const prompt: Writable<Prompt> = new PlainPrompt(id, seq, messages);
  if (params !== undefined) prompt.params = params;
  if (input !== undefined) prompt.input = input;
  return prompt;
}

function conversation(system: string | undefined, text: string): Message[] {
  const question = new PlainQuestion(text);
  if (system !== undefined) return [{ role: 'system', content: system }, question];
  // A copy, for what `plainly` says of literals holds for `[question]`, too.
  const messages = ONE_MESSAGE.slice();
  messages[0] = question;
  return messages;
}

/** A system message first, unless there is one. */
export function withSystem(system: string | undefined, messages: readonly Message[]): readonly Message[] {
  if (system === undefined || messages[0]?.role === 'system') return messages;
  return [{ role: 'system', content: system }, ...messages];
}

function checkedRow(value: unknown): Row {
  if (!isObject(value)) throw new BadInput(`is ${typeOf(value)}: give a JSON object`);
  return value;
}

/** Not by `trim`, which copies the text. */
const HAS_TEXT = /\S/;

function checkedText(value: unknown, field: string | undefined): string {
  const where = field === undefined ? '' : ` in "${field}"`;
  if (value === undefined) throw new BadInput('has no "prompt" or "text": name the field of the question so');
  if (typeof value !== 'string') throw new BadInput(`has ${typeOf(value)}${where}: give text`);
  if (!HAS_TEXT.test(value)) throw new BadInput(`has no text${where}: fill it or leave the row out`);
  return value;
}

/** The id that a row brings; `undefined` when it brings none. */
export function checkedId(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' && value !== '') return value;
  throw new BadInput(`has ${value === '' ? 'nothing' : typeOf(value)} for "${field}": give text or a number`);
}

/** The parameters that a row brings, over the others. */
export function checkedParams(value: unknown, defaults: Params | undefined): Params | undefined {
  if (value === undefined) return defaults;
  if (!isObject(value)) throw new BadInput(`has ${typeOf(value)} for "params": give an object`);
  return defaults === undefined ? value : { ...defaults, ...value };
}

/** The caller's own fields: all but those that are `known`; `undefined` when there are none. */
export function inputWithout(row: Row, known: ReadonlySet<string>): Row | undefined {
  let fields: Row | undefined;
  for (const key of Object.keys(row)) {
    if (known.has(key)) continue;
    fields ??= {};
    // A plain assignment would make a prototype of a field that is called `__proto__`.
    if (key === '__proto__') Object.defineProperty(fields, key, { value: row[key], enumerable: true });
    else fields[key] = row[key];
  }
  return fields;
}
