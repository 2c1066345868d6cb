import { sinkError } from '../../sinks/sinkError.js';

/** Writes to stdout, and returns once it is out. */
export function writeOut(text: string): Promise<void> {
  return new Promise((done, fail) => {
    const failed = (error: Error) => fail(sinkError('stdout', error));
    process.stdout.once('error', failed);
    process.stdout.write(text, (error) => {
      if (error == null) {
        process.stdout.off('error', failed);
        done();
      } else failed(error);
    });
  });
}
