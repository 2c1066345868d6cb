import type { ErrorReply } from '../ErrorReply.js';
import { type Fields, wrongType } from './parseJson.js';

/** What the reader expects of an optional field, in its own words. */
export type Scalar = 'a boolean' | 'a string' | 'f32' | 'u32' | 'variant identifier';

const fits: Readonly<Record<Scalar, (value: unknown) => boolean>> = {
  'a boolean': (value) => typeof value === 'boolean',
  'a string': (value) => typeof value === 'string',
  'variant identifier': (value) => typeof value === 'string',
  f32: (value) => typeof value === 'number',
  u32: Number.isInteger,
};

/** What the reader would say of the first optional field of the wrong type. */
export function scalarError(
  body: string,
  fields: Fields,
  expected: readonly (readonly [name: string, scalar: Scalar])[],
): ErrorReply | null {
  for (const [name, scalar] of expected) {
    const value = fields[name];
    if (value === undefined || value === null || fits[scalar](value)) continue;
    return wrongType(body, name, value, scalar);
  }
  return null;
}
