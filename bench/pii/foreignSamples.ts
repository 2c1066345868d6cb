import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Labelled, Sample } from './Sample.js';

/** Their names of kinds that we have. */
const KIND_OF: Readonly<Record<string, string>> = {
  CREDIT_CARD: 'card',
  IBAN_CODE: 'iban',
  EMAIL_ADDRESS: 'email',
  IP_ADDRESS: 'ip',
  US_SSN: 'ssn',
  PHONE_NUMBER: 'phone',
  PH_MOBILE_NUMBER: 'phone',
  TR_PHONE_NUMBER: 'phone',
  isCreditCard: 'card',
  isIBAN: 'iban',
  isEmail: 'email',
  isIP: 'ip',
  'isMobilePhone zh-CN': 'cn-mobile',
  'isIdentityCard zh-CN': 'cn-id',
};

/** Sets of others: presidio-research's sentences, presidio's and validator.js's tests, in files `pii-*.json`. */
export function foreignSamples(folder: string): readonly Sample[] {
  const vectorsOf = <T>(name: string): readonly T[] =>
    (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { vectors: T[] }).vectors;
  return [
    sentences(vectorsOf('pii-labelled-sentences.json')),
    recognized(vectorsOf('pii-presidio.json')),
    validated(vectorsOf('pii-validator.json')),
  ];
}

interface Sentence {
  readonly full_text: string;
  readonly spans: readonly { entity_type: string; start_position: number; end_position: number }[];
}

function sentences(vectors: readonly Sentence[]): Sample {
  const labelled: Labelled[] = [];
  const clean: string[] = [];
  for (const { full_text: text, spans } of vectors) {
    const at = offsets(text);
    const ours = spans.filter(({ entity_type: type }) => KIND_OF[type] !== undefined);
    for (const { entity_type: type, start_position: start, end_position: end } of ours) {
      labelled.push({ kind: KIND_OF[type] as string, text, start: at(start), end: at(end) });
    }
    if (ours.length === 0) clean.push(text);
  }
  return { name: 'sentences', labelled, clean, decoys: [] };
}

interface Recognized {
  readonly text: string;
  readonly count: number;
  readonly spans: readonly (readonly [number, number])[] | null;
  readonly entity: readonly string[] | null;
}

function recognized(vectors: readonly Recognized[]): Sample {
  const labelled: Labelled[] = [];
  const decoys: { kind: string; text: string }[] = [];
  for (const { text, count, spans, entity } of vectors) {
    const kind = KIND_OF[entity?.[0] ?? ''];
    if (kind === undefined) continue;
    if (count === 0) decoys.push({ kind, text });
    const at = offsets(text);
    for (const [start, end] of spans ?? []) labelled.push({ kind, text, start: at(start), end: at(end) });
  }
  return { name: 'presidio', labelled, clean: [], decoys };
}

interface Validated {
  readonly validator: string;
  readonly args: readonly unknown[];
  readonly text: unknown;
  readonly expect: boolean;
}

function validated(vectors: readonly Validated[]): Sample {
  const labelled: Labelled[] = [];
  const decoys: { kind: string; text: string }[] = [];
  for (const { validator, args, text, expect } of vectors) {
    const kind = KIND_OF[validator] ?? KIND_OF[`${validator} ${args[0]}`];
    if (kind === undefined || typeof text !== 'string') continue;
    // Of «Ann <ann@example.com>» the name is not what is looked for.
    const start = text.endsWith('>') ? text.lastIndexOf('<') + 1 : 0;
    if (expect) labelled.push({ kind, text, start, end: text.length });
    // With options it may be valid, and only not wanted.
    else if (args.length === 0 || KIND_OF[validator] === undefined) decoys.push({ kind, text });
  }
  return { name: 'validator.js', labelled, clean: [], decoys };
}

/** Their offsets count code points. */
function offsets(text: string): (position: number) => number {
  const points = [...text];
  return (position) => points.slice(0, position).join('').length;
}
