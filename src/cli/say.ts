type Writer = (text: string) => void;

const direct: Writer = (text) => {
  process.stderr.write(text);
};
let writer = direct;

/** A line for people, on stderr: stdout is for data. */
export function say(message: string): void {
  writer(`rxprompt: ${message}\n`);
}

/** Has lines written by `other`, which keeps them clear of what it shows itself. Returns how to end that. */
export function sayThrough(other: Writer): () => void {
  writer = other;
  return () => {
    if (writer === other) writer = direct;
  };
}
