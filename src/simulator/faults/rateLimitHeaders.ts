import type { LimitState } from '../limits/RateGate.js';
import type { RateLimitForm } from './forms.js';

/** The headers that say where the limits stand, as Node's flat list. */
export function rateLimitHeaders(
  states: readonly LimitState[],
  form: RateLimitForm,
  nowMs: number,
): string[] {
  if (form === 'none') return [];
  // Of forms with one set of names, the requests are what they speak of, unless there is only a limit of tokens.
  const told = form.startsWith('epoch') || form === 'ietf' ? states.slice(0, 1) : states;
  return told.flatMap((state) => headersOf(state, form, nowMs));
}

function headersOf(state: LimitState, form: Exclude<RateLimitForm, 'none'>, nowMs: number): string[] {
  const { unit, resetMs } = state;
  const [limit, remaining] = [String(state.perMinute), String(state.remaining)];
  const seconds = String(Math.ceil(resetMs / 1_000));
  switch (form) {
    case 'openai':
      return openai(unit, limit, remaining, goDuration(resetMs));
    case 'azure':
      return openai(unit, limit, remaining, seconds);
    case 'unknown':
      return openai(unit, limit, '-1', '0');
    case 'epoch':
    case 'epochMs': {
      const at = Math.ceil(nowMs + resetMs);
      const reset = String(form === 'epochMs' ? at : Math.ceil(at / 1_000));
      return ['X-RateLimit-Limit', limit, 'X-RateLimit-Remaining', remaining, 'X-RateLimit-Reset', reset];
    }
    case 'anthropic': {
      const name = `anthropic-ratelimit-${unit}`;
      const at = new Date(Math.ceil((nowMs + resetMs) / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
      return [`${name}-limit`, limit, `${name}-remaining`, remaining, `${name}-reset`, at];
    }
    case 'ietf':
      return ['RateLimit', `limit=${limit}, remaining=${remaining}, reset=${seconds}`];
    case 'ietfPolicy':
      return [
        'RateLimit-Policy',
        `"${unit}";q=${limit};w=60`,
        'RateLimit',
        `"${unit}";r=${remaining};t=${seconds}`,
      ];
  }
}

function openai(unit: string, limit: string, remaining: string, reset: string): string[] {
  return [
    `x-ratelimit-limit-${unit}`,
    limit,
    `x-ratelimit-remaining-${unit}`,
    remaining,
    `x-ratelimit-reset-${unit}`,
    reset,
  ];
}

/** As Go's `time.Duration` prints, and OpenAI sends: `12ms`, `1.5s`, `6m0s`, `23h47m36.648s`. */
export function goDuration(ms: number): string {
  const rounded = Math.ceil(ms);
  if (rounded === 0) return '0s';
  if (rounded < 1_000) return `${rounded}ms`;
  const hours = Math.floor(rounded / 3_600_000);
  const minutes = Math.floor(rounded / 60_000) % 60;
  const seconds = (rounded % 60_000) / 1_000;
  return `${hours > 0 ? `${hours}h` : ''}${rounded >= 60_000 ? `${minutes}m` : ''}${seconds}s`;
}
