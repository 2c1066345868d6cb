/** Whole hours: a price changes only on them. */
export const HOUR_MS = 3_600_000;
const dayMs = 24 * HOUR_MS;
/** Weekends count as off-peak from this Beijing midnight on. */
const weekendsOffPeakFrom = Date.parse('2026-08-23T00:00:00+08:00');

// A million calls ask for the same hour.
let lastHour = Number.NaN;
let lastHolidays: readonly string[] | undefined;
let lastPeak = false;

/**
 * DeepSeek's peak hours: in Beijing, from Monday to Friday, holidays excepted, from 9 to 12 and from 14 to 18 o'clock.
 *
 * @param holidays Days in Beijing, `2026-10-01`.
 */
export function isPeak(atMs: number, holidays: readonly string[]): boolean {
  const hour = Math.floor(atMs / HOUR_MS);
  if (hour !== lastHour || holidays !== lastHolidays) {
    lastPeak = isPeakHour(hour, holidays);
    lastHour = hour;
    lastHolidays = holidays;
  }
  return lastPeak;
}

function isPeakHour(hourSince1970: number, holidays: readonly string[]): boolean {
  const inBeijing = (hourSince1970 + 8) * HOUR_MS;
  const day = Math.floor(inBeijing / dayMs);
  const hour = (inBeijing - day * dayMs) / HOUR_MS;
  if (!((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18))) return false;
  // Day 0 was a Thursday; 0 is Sunday.
  const weekday = (day + 4) % 7;
  const atMs = hourSince1970 * HOUR_MS;
  if ((weekday === 0 || weekday === 6) && atMs >= weekendsOffPeakFrom) return false;
  return !holidays.includes(new Date(day * dayMs).toISOString().slice(0, 10));
}
