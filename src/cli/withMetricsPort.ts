/** `--metrics-port` may stand without a number; a file that follows it is not taken for one. */
export function withMetricsPort(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, index) => {
    const isPort = /^-?\d/.test(argv[index + 1] ?? '');
    const isFlag = word === '--metrics-port' && (end === -1 || index < end);
    return isFlag && !isPort ? '--metrics-port=8000' : word;
  });
}
