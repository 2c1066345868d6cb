/** `12.3 ms`, `1.23 s`; `-` when there is none. */
export function timeText(milliseconds: number | null): string {
  if (milliseconds === null) return '-';
  return milliseconds < 1000
    ? `${Math.round(milliseconds * 10) / 10} ms`
    : `${(milliseconds / 1000).toFixed(2)} s`;
}
