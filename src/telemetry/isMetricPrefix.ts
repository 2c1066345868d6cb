/** Whether the name of a metric may begin so. */
export function isMetricPrefix(text: string): boolean {
  return /^[a-z_]\w*$/i.test(text);
}
