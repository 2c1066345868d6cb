const format = new Intl.NumberFormat('en-GB');

/** 1,234,567: the same wherever it runs. */
export function grouped(value: number): string {
  return format.format(value);
}
