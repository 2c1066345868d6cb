import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { Fingerprint } from '../../text/Fingerprint.js';
import {
  createTemplate,
  type PromptTemplate,
  type TemplateInput,
} from '../../text/template/PromptTemplate.js';

/** What `--template` says, not yet taken apart. */
export interface TemplateFile {
  /** The path; `undefined` for a text that stands in the flag itself. */
  readonly path: string | undefined;
  readonly text: string;
  /** A short name of what is in it. */
  readonly mark: string;
}

/** @throws ConfigError when it is no file and no template either. */
export function readTemplate(template: string | undefined): TemplateFile | undefined {
  if (template === undefined) return undefined;
  const path = isFile(template) ? template : undefined;
  if (path === undefined && !template.includes('{{')) {
    throw new ConfigError(
      `--template ${JSON.stringify(template)}: there is no such file, and it has no {{field}} to be the template itself`,
    );
  }
  const text = path === undefined ? template : contentOf(path);
  const print = new Fingerprint();
  print.text(text);
  return { path, text, mark: print.hex() };
}

/**
 * The template itself: `{system, user}` or `{messages}` in a file of YAML or JSON, else the question.
 *
 * @throws ConfigError for what is none.
 */
export async function openTemplate(file: TemplateFile | undefined): Promise<PromptTemplate | undefined> {
  if (file === undefined) return undefined;
  const name = `--template${file.path === undefined ? '' : ` ${file.path}`}`;
  try {
    return createTemplate(/\.(ya?ml|json)$/i.test(file.path ?? '') ? await fieldsOf(file.text) : file.text);
  } catch (error) {
    if (error instanceof ConfigError) throw new ConfigError(`${name}: ${error.message}`, error);
    // The parser shows the place on lines of its own.
    const [message] = (error as Error).message.split(/:?\n/);
    throw new ConfigError(`${name}: ${message}`, error);
  }
}

async function fieldsOf(text: string): Promise<TemplateInput> {
  const { parse } = await import('yaml');
  const value: unknown = parse(text);
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(
      'expected {system, user}, or {messages}; a plain text belongs into a file with another ending',
    );
  }
  return value as TemplateInput;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A long text is no name of a file.
    return false;
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r?\n$/, '');
  } catch (error) {
    throw new ConfigError(`cannot read --template ${path}: ${reasonOf(error)}`, error);
  }
}
