import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Writable } from 'node:stream';
import { brotliCompressSync, constants, createBrotliCompress, createGzip, gzipSync } from 'node:zlib';

const fastBrotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** The encoding wanted, if the client accepts it by name; else `none`. */
export function acceptedEncoding(
  request: IncomingMessage,
  wanted: 'none' | 'gzip' | 'br',
): 'none' | 'gzip' | 'br' {
  if (wanted === 'none') return 'none';
  const accepted = String(request.headers['accept-encoding'] ?? '').split(',');
  const found = accepted.some((one) => {
    const [name = '', quality = ''] = one.split(';').map((part) => part.trim());
    return name === wanted && !/^q=0(\.0*)?$/.test(quality);
  });
  return found ? wanted : 'none';
}

/** A whole body, compressed. */
export function compressWhole(encoding: 'gzip' | 'br', text: string): Buffer {
  return encoding === 'gzip' ? gzipSync(text) : brotliCompressSync(text, fastBrotli);
}

/** Compresses and flushes each write, so that an event is readable when it arrives. */
export function compressing(encoding: 'gzip' | 'br', response: ServerResponse): Writable {
  const stream =
    encoding === 'gzip'
      ? createGzip({ flush: constants.Z_SYNC_FLUSH })
      : createBrotliCompress({ ...fastBrotli, flush: constants.BROTLI_OPERATION_FLUSH });
  response.once('close', () => stream.destroy());
  stream.pipe(response);
  return stream;
}
