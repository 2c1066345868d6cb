import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countTokens } from '../src/text/tokens/countTokens.js';

interface Text {
  /** Of what kind, such as `en`. */
  readonly kind: string;
  readonly text: string;
  readonly tokens: number;
}

const OWN = new URL('../test/data/token-samples.json', import.meta.url);
/** A tokenizer takes quadratic time for a whole book. */
const PIECE = 5_000;

/** How far `countTokens` is off, by kind of text: on our own samples, or on those of `folder` by a real tokenizer. */
export async function tokens(folder: string | undefined, tokenizer: string | undefined): Promise<void> {
  const texts =
    folder === undefined || tokenizer === undefined ? ownTexts() : textsOf(folder, await load(tokenizer));
  console.log(
    '\ntokens                  texts    counted       real    off by   within a tenth, each by itself',
  );
  for (const kind of new Set(texts.map((one) => one.kind))) {
    const some = texts.filter((one) => one.kind === kind);
    const sum = (of: (one: Text) => number) => some.reduce((total, one) => total + of(one), 0);
    const [counted, real] = [sum(({ text }) => countTokens(text)), sum((one) => one.tokens)];
    const near = some.filter(({ text, tokens: all }) => Math.abs(countTokens(text) / all - 1) <= 0.1);
    console.log(
      `  ${kind.padEnd(22)}${String(some.length).padStart(5)}${String(counted).padStart(11)}${String(real).padStart(11)}` +
        `${((100 * counted) / real - 100).toFixed(1).padStart(8)} %   ${((100 * near.length) / some.length).toFixed(0)} %`,
    );
  }
}

function ownTexts(): readonly Text[] {
  const samples = JSON.parse(readFileSync(OWN, 'utf8')) as { name: string; text: string; tokens: number }[];
  return samples.map(({ name, ...one }) => ({ kind: name, ...one }));
}

function textsOf(folder: string, count: (text: string) => number): readonly Text[] {
  const prompts = readFileSync(join(folder, 'prompts.jsonl'), 'utf8').trimEnd().split('\n');
  const texts = prompts.map((line) => {
    const { prompt, lang } = JSON.parse(line) as { prompt: string; lang: string };
    return { kind: lang, text: prompt, tokens: count(prompt) };
  });
  for (const name of readdirSync(folder).filter((file) => /^document-.*\.txt$/.test(file))) {
    const text = readFileSync(join(folder, name), 'utf8');
    let tokens = 0;
    for (let at = 0; at < text.length; at += PIECE) tokens += count(text.slice(at, at + PIECE));
    texts.push({ kind: name.slice(0, 11), text, tokens });
  }
  return texts.filter((one) => one.tokens > 0);
}

async function load(name: string): Promise<(text: string) => number> {
  const found = createRequire(resolve('package.json')).resolve(name);
  const { fromPreTrained } = (await import(pathToFileURL(found).href)) as {
    fromPreTrained(): { encode(text: string, options: object): { length: number } };
  };
  const tokenizer = fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}
