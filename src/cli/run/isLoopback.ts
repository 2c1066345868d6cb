/** True for an address of this machine, which needs no key. */
export function isLoopback(text: string): boolean {
  const { hostname } = new URL(text);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\./.test(hostname)
  );
}
