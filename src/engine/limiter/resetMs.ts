const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
/** Seconds since 1970 and milliseconds since then are more than anybody waits for. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

/**
 * When a limit is all there again, in milliseconds from now, as servers write it: `12ms`, `6m0s` (Go, OpenAI), seconds
 * (Azure), the time of day in seconds or milliseconds since 1970, or RFC 3339 (Anthropic). `undefined` when it cannot
 * be read, or is no time to come.
 */
export function resetMs(text: string, nowMs: number): number | undefined {
  const value = text.trim();
  if (/^\d+(\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number >= EPOCH_MS) return coming(number - nowMs);
    return coming(number >= EPOCH_SECONDS ? number * 1_000 - nowMs : number * 1_000);
  }
  if (/^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/.test(value)) {
    let ms = 0;
    for (const [, number, unit] of value.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)) {
      ms += Number(number) * (UNIT_MS[unit as string] as number);
    }
    return coming(ms);
  }
  return /^\d{4}-\d\d-\d\dT/.test(value) ? coming(Date.parse(value) - nowMs) : undefined;
}

function coming(ms: number): number | undefined {
  return ms > 0 && Number.isFinite(ms) ? ms : undefined;
}
