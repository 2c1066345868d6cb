/** A line for people, on stderr: stdout is for data. */
export function say(message: string): void {
  process.stderr.write(`rxprompt: ${message}\n`);
}
