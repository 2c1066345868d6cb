import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Prompt } from '../../types/Prompt.js';
import { say } from '../say.js';
import { findRoutes } from './findRoutes.js';
import type { CallFlags } from './RunFlags.js';
import { requireModel } from './requireModel.js';
import type { ResolvedRoutes } from './resolveRoutes.js';
import { readSchema, type SchemaFile } from './SchemaFile.js';
import { sanitizeWith } from './sanitizeWith.js';
import { type Settings, settingsOf } from './settingsOf.js';

/** What calls are made with, checked. */
export interface CallPlan {
  readonly flags: CallFlags;
  readonly settings: Settings;
  readonly found: ResolvedRoutes;
  /** What answers must be; `undefined`: anything. */
  readonly schema: SchemaFile | undefined;
  readonly sanitized: MonoTypeOperatorFunction<Prompt>;
  /** Says something that is no warning. */
  readonly tell: (message: string) => void;
}

/** Finds what calls are made with; nothing is opened. Check the flags before, by `checkCallFlags`. */
export function planCalls<F extends CallFlags>(flags: F): CallPlan & { readonly flags: F } {
  const sanitized = sanitizeWith(flags.sanitize);
  const settings = settingsOf(flags);
  const found = findRoutes(flags);
  const schema = readSchema(flags);
  requireModel(found.destinations, flags, settings);
  return { flags, settings, found, schema, sanitized, tell: tellOf(flags) };
}

/** Says what is no warning, unless nothing is to be said. */
export function tellOf({ quiet }: Pick<CallFlags, 'quiet'>): (message: string) => void {
  return quiet ? () => {} : say;
}
