import { resetMs } from '../engine/limiter/resetMs.js';
import type { ToldLimit, ToldLimits } from '../types/Limiter.js';
import { headerOf, type RawHeaders } from './headerOf.js';

/** Names that the others have in common, by the first letter of each. */
const FAMILY = /^(x-ratelimit|ratelimit|anthropic-ratelimit)/i;
const X = 'x'.charCodeAt(0);
const R = 'r'.charCodeAt(0);
const A = 'a'.charCodeAt(0);
const LOWER = 0x20;

/**
 * What the headers of an answer say of limits over time, whether it is an answer or an error: `x-ratelimit-*` of OpenAI,
 * Azure and others, the `RateLimit` of the IETF in both forms, Anthropic's. `undefined` when they say nothing, or what
 * they say is no number, or -1.
 */
export function toldLimits(headers: RawHeaders, nowMs: number): ToldLimits | undefined {
  if (!saysAnything(headers)) return undefined;
  const of = (name: string) => headerOf(headers, name);
  const unit = (name: string) =>
    told(nowMs, (part) => of(`x-ratelimit-${part}-${name}`) ?? of(`anthropic-ratelimit-${name}-${part}`));
  const requests =
    unit('requests') ??
    told(nowMs, (part) => of(`x-ratelimit-${part}`)) ??
    structured(of('ratelimit'), of('ratelimit-policy'), 'requests', nowMs);
  const tokens = unit('tokens') ?? structured(of('ratelimit'), of('ratelimit-policy'), 'tokens', nowMs);
  if (requests === undefined && tokens === undefined) return undefined;
  return { ...(requests !== undefined && { requests }), ...(tokens !== undefined && { tokens }) };
}

/** Nearly no server of those that are asked most does: no string is made for its headers. */
function saysAnything(headers: RawHeaders): boolean {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as Buffer | string;
    if (name.length < 9) continue;
    const first = (typeof name === 'string' ? name.charCodeAt(0) : (name[0] as number)) | LOWER;
    if ((first === X || first === R || first === A) && FAMILY.test(name.toString('latin1'))) return true;
  }
  return false;
}

function told(
  nowMs: number,
  read: (part: 'limit' | 'remaining' | 'reset') => string | undefined,
): ToldLimit | undefined {
  return limitOf(read('limit'), read('remaining'), read('reset'), nowMs);
}

function limitOf(
  limit: string | undefined,
  remaining: string | undefined,
  reset: string | undefined,
  nowMs: number,
): ToldLimit | undefined {
  const left = countOf(remaining);
  const ms = reset === undefined ? undefined : resetMs(reset, nowMs);
  if (left === undefined || ms === undefined) return undefined;
  const all = countOf(limit);
  return { remaining: left, resetMs: ms, ...(all !== undefined && all > 0 && { limit: all }) };
}

/** `limit=60, remaining=59, reset=30`, or `"requests";r=59;t=30` with a policy `"requests";q=60;w=60`. */
function structured(
  value: string | undefined,
  policy: string | undefined,
  unit: 'requests' | 'tokens',
  nowMs: number,
): ToldLimit | undefined {
  if (value === undefined) return undefined;
  const name = /^\s*"([^"]*)"/.exec(value)?.[1];
  // One that is named otherwise is taken as one of requests.
  if ((name !== undefined && /token/i.test(name) ? 'tokens' : 'requests') !== unit) return undefined;
  const field = (text: string | undefined, key: string) =>
    new RegExp(`(?:^|[;,\\s])${key}=(-?[\\d.]+)`, 'i').exec(text ?? '')?.[1];
  return limitOf(
    field(value, 'limit') ?? field(policy, 'q'),
    field(value, 'remaining') ?? field(value, 'r'),
    field(value, 'reset') ?? field(value, 't'),
    nowMs,
  );
}

/** A count that is 0 or more; some servers say -1 when they do not know. */
function countOf(text: string | undefined): number | undefined {
  const value = text?.trim();
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
