import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 48 * 1_024 * 1_024;

/** Reads the whole body of a request; null is more than anybody reads. */
export function readBody(request: IncomingMessage, done: (body: string | null) => void): void {
  let tooLarge = false;
  let first: Buffer | null = null;
  let rest: Buffer[] | null = null;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) {
      tooLarge = true;
      first = null;
      rest = null;
    } else if (first === null) first = chunk;
    else if (rest === null) rest = [first, chunk];
    else rest.push(chunk);
  });
  request.on('end', () => {
    const body = rest !== null ? Buffer.concat(rest) : first;
    done(tooLarge ? null : body === null ? '' : body.toString());
  });
}
