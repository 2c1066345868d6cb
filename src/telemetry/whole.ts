/** 1,234,567: grouped alike wherever it runs. One decimal below ten, when there is something to show. */
export function whole(value: number): string {
  const text = value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value).toString();
  return text.replace(/\B(?=(\d{3})+$)/g, ',');
}
