import { ConfigError } from '../../errors/ConfigError.js';
import type { Message } from '../../types/Message.js';
import type { Params } from '../../types/Params.js';
import { fillTemplate } from './fillTemplate.js';
import { parseTemplate, type TextTemplate } from './TextTemplate.js';

/** A template as it is written: the question, or the whole conversation. */
export type TemplateInput =
  | string
  | {
      readonly system?: string;
      /** The question; or else `messages`. */
      readonly user?: string;
      readonly messages?: readonly { readonly role: string; readonly content: string }[];
      /** Parameters of every prompt; those of a row win. */
      readonly params?: Params;
    };

/** Makes messages of rows; see {@link createTemplate}. */
export interface PromptTemplate {
  readonly params: Params | undefined;
  /** Whether it brings a system message of its own. */
  readonly hasSystem: boolean;
  /** @throws MissingField when the row has not what it takes. */
  messagesOf(row: Readonly<Record<string, unknown>>): Message[];
}

/**
 * A template of prompts: `Translate to {{language}}: {{text}}`, or `{ system, user }`, or `{ messages }` with holes in any
 * content. It looks into rows and does nothing else.
 *
 * @throws ConfigError for what is no template, and for one without a hole: it would ask the same of every row.
 */
export function createTemplate(input: TemplateInput): PromptTemplate {
  const { system, user, messages, params } = typeof input === 'string' ? { user: input } : given(input);
  const written = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...(messages ?? []),
    ...(user === undefined ? [] : [{ role: 'user', content: user }]),
  ];
  const parts = written.map(({ role, content }): [string, TextTemplate] => [role, parseTemplate(content)]);
  if (parts.every(([, { holes }]) => holes.length === 0)) {
    throw new ConfigError('it has no {{field}}: every row would ask the same');
  }
  return {
    params,
    hasSystem: written[0]?.role === 'system',
    messagesOf: (row) => parts.map(([role, text]) => ({ role, content: fillTemplate(text, row) })),
  };
}

type Fields = Exclude<TemplateInput, string> & { readonly user?: string | undefined };

function given(input: Fields): Fields {
  const known = ['system', 'user', 'messages', 'params'];
  const stranger = Object.keys(input).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new ConfigError(`it has no field "${stranger}": ${known.join(', ')} are`);
  const { system, user, messages, params } = input;
  for (const [name, value] of Object.entries({ system, user })) {
    if (value !== undefined && typeof value !== 'string') throw new ConfigError(`"${name}" must be text`);
  }
  if ((user === undefined) === (messages === undefined))
    throw new ConfigError('give either "user", the question, or "messages"');
  const isMessages =
    messages === undefined ||
    (Array.isArray(messages) &&
      messages.length > 0 &&
      messages.every((message) => typeof message?.role === 'string' && typeof message.content === 'string'));
  if (!isMessages) throw new ConfigError('"messages" must be a list of {role, content}, both of them text');
  if (params !== undefined && (typeof params !== 'object' || params === null || Array.isArray(params)))
    throw new ConfigError('"params" must be an object');
  return input;
}
