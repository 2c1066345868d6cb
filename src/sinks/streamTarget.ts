import { Buffer } from 'node:buffer';
import type { Writable } from 'node:stream';
import type { RowTarget } from './RowTarget.js';

/** Somebody else's stream, such as `process.stdout`: written to, waited for, never ended. */
export function streamTarget(stream: Writable): RowTarget {
  return {
    write(rows, done) {
      // Its callback, not `drain`: a row counts as written when it has left the stream's own buffer.
      // A copy: who is given it by the stream may keep it.
      stream.write(Buffer.from(rows), (error) => done(error ?? undefined));
    },
    writeNow(rows) {
      if (rows.length > 0) stream.write(Buffer.from(rows));
    },
    onBreak(callback) {
      stream.on('error', callback);
      return () => {
        // The error of a write still under way comes after its callback; without a listener it would end the process.
        stream.once('error', ignore);
        stream.off('error', callback);
        setImmediate(() => {
          if (stream.writableLength === 0) stream.off('error', ignore);
        });
      };
    },
    close() {},
  };
}

function ignore(): void {}
