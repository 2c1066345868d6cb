import type { Redactor } from '../text/createRedactor.js';
import type { Prompt } from '../types/Prompt.js';
import { cleanValue } from './cleanValue.js';

/** What else stands in an entry, under `metadata`. */
export interface AuditMetadataOptions {
  /** Fields of each prompt, by name: of its `input`, else of its `params`, such as `user_id`. Default none. */
  readonly metadata?: readonly string[];
  /** The same in every entry, such as a source or a job; a prompt's own field of that name wins. Default none. */
  readonly constants?: Readonly<Record<string, unknown>>;
}

/** The caller's metadata as JSON, without personal data and keys. */
export class AuditMetadata {
  readonly #names: readonly string[];
  readonly #redact: Redactor;
  readonly #constants = new Map<string, string>();
  readonly #constant: string | undefined;

  constructor({ metadata = [], constants = {} }: AuditMetadataOptions, redact: Redactor) {
    this.#names = metadata;
    this.#redact = redact;
    for (const [name, value] of Object.entries(constants))
      this.#constants.set(name, this.#clean(name, value));
    this.#constant = this.#constants.size === 0 ? undefined : objectOf(this.#constants);
  }

  /** Of one prompt; `undefined` when there is none. */
  json({ input, params }: Prompt): string | undefined {
    let own: Map<string, string> | undefined;
    for (const name of this.#names) {
      const from = input !== undefined && Object.hasOwn(input, name) ? input : params;
      if (from === undefined || !Object.hasOwn(from, name)) continue;
      own ??= new Map(this.#constants);
      own.set(name, this.#clean(name, from[name]));
    }
    return own === undefined ? this.#constant : objectOf(own);
  }

  #clean(name: string, value: unknown): string {
    return JSON.stringify(cleanValue(name, value, this.#redact)) ?? 'null';
  }
}

function objectOf(fields: ReadonlyMap<string, string>): string {
  let json = '';
  for (const [name, value] of fields) json += `${json === '' ? '' : ','}${JSON.stringify(name)}:${value}`;
  return `{${json}}`;
}
