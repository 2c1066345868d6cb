import { Buffer } from 'node:buffer';
import { Socket } from 'node:net';

/** What is larger is not copied: the system then gathers it. */
const MOST_BYTES = 16 * 1_024;

type Writev = NonNullable<Socket['_writev']>;

const gatherBySystem = Socket.prototype._writev as Writev;

/**
 * Makes a socket send head and body of a small request as one piece. undici writes them one after the other, and to have
 * the system gather several pieces costs a request more than to copy them.
 */
export function writeTogether(socket: Socket): void {
  socket._writev = gather;
}

const gather: Writev = function (this: Socket, chunks, callback) {
  let size = 0;
  for (const { chunk, encoding } of chunks) {
    // Of a text in Latin-1 the length is known without a look; undici's heads are in it.
    if (typeof chunk === 'string' && encoding !== 'latin1') size = Number.POSITIVE_INFINITY;
    size += chunk.length;
  }
  if (size > MOST_BYTES) {
    gatherBySystem.call(this, chunks, callback);
    return;
  }
  const all = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { chunk } of chunks) {
    if (typeof chunk === 'string') all.write(chunk, at, 'latin1');
    else all.set(chunk, at);
    at += chunk.length;
  }
  // The types of Node have no encoding for bytes.
  this._write(all, 'buffer' as BufferEncoding, callback);
};
