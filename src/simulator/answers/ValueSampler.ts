import type { Fields } from '../requests/parseJson.js';
import type { SeededRandom } from '../SeededRandom.js';
import { sampleFormat, samplePattern } from './sampleText.js';

const maxDepth = 8;

/** Made-up values that fit a JSON Schema, as far as strict tool calls know it. */
export class ValueSampler {
  readonly #root: Fields;
  readonly #topic: string;
  readonly #random: SeededRandom;

  constructor(root: Fields, topic: string, random: SeededRandom) {
    this.#root = root;
    this.#topic = topic;
    this.#random = random;
  }

  sample(schema: unknown = this.#root, depth = 0): unknown {
    if (typeof schema !== 'object' || schema === null) return this.#topic;
    const { $ref, anyOf, enum: listed, const: fixed, type } = schema as Fields;
    if (typeof $ref === 'string')
      return depth > maxDepth ? null : this.sample(this.#resolve($ref), depth + 1);
    if (fixed !== undefined) return fixed;
    if (Array.isArray(listed)) return listed[this.#random.below(listed.length)] ?? null;
    // Where a schema may nest for ever, its last choice is the likeliest to end it.
    if (Array.isArray(anyOf)) return this.sample(anyOf.at(depth > maxDepth ? -1 : 0), depth + 1);
    switch (Array.isArray(type) ? type[0] : type) {
      case 'integer':
      case 'number':
        return this.#number(schema as Fields, type === 'integer');
      case 'boolean':
        return this.#random.share() < 0.5;
      case 'null':
        return null;
      case 'array':
        return depth > maxDepth ? [] : [this.sample((schema as Fields).items, depth + 1)];
      case 'object':
        return this.#object(schema as Fields, depth);
      default:
        return this.#string(schema as Fields);
    }
  }

  #object({ properties, required }: Fields, depth: number): unknown {
    const schemas = (typeof properties === 'object' && properties !== null ? properties : {}) as Fields;
    const names = Array.isArray(required) ? required.map(String) : Object.keys(schemas);
    if (depth > maxDepth) return {};
    return Object.fromEntries(names.map((name) => [name, this.sample(schemas[name], depth + 1)]));
  }

  #number(
    { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Fields,
    whole: boolean,
  ): number {
    const step = numberOr(multipleOf, whole ? 1 : 0.01);
    const above = numberOr(exclusiveMinimum, Number.NEGATIVE_INFINITY);
    const below = numberOr(exclusiveMaximum, Number.POSITIVE_INFINITY);
    const least = Math.max(numberOr(minimum, Number.NEGATIVE_INFINITY), above);
    const most = Math.min(numberOr(maximum, Number.POSITIVE_INFINITY), below);
    const from = Number.isFinite(least) ? least : Number.isFinite(most) ? most - 100 * step : step;
    let first = Math.ceil(from / step);
    if (first * step <= above) first++;
    const last = Number.isFinite(most) ? Math.floor(most / step) - (most === below ? 1 : 0) : first + 99;
    const steps = first + this.#random.below(Math.max(1, Math.min(100, last - first + 1)));
    return step >= 1 ? steps * step : Number((steps * step).toFixed(10));
  }

  #string({ format, pattern }: Fields): string {
    const formatted = sampleFormat(format, this.#random);
    if (formatted !== null) return formatted;
    return (typeof pattern === 'string' ? samplePattern(pattern, this.#random) : null) ?? this.#topic;
  }

  #resolve(ref: string): unknown {
    let found: unknown = this.#root;
    for (const part of ref.split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      found = (found as Fields | null | undefined)?.[name];
    }
    return found;
  }
}

function numberOr(value: unknown, instead: number): number {
  return typeof value === 'number' ? value : instead;
}
