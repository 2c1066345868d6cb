import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';
import { CallError } from '../errors/CallError.js';

/** A stream that inflates what is written to it. */
export type Inflater = ReturnType<typeof createGunzip> | ReturnType<typeof createBrotliDecompress>;

/** A whole body, inflated. No more than `maxBytes` are ever made of it, however small it came. */
export function decompress(body: Buffer, encoding: string, maxBytes: number): Buffer {
  const options = { maxOutputLength: maxBytes };
  try {
    switch (encoding) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, options);
      case 'br':
        return brotliDecompressSync(body, options);
      case 'deflate':
        // Some servers send it without the header that the standard asks for, whose low half byte is 8.
        return ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw answerTooLarge(maxBytes);
    throw brokenCoding(encoding, error);
  }
  throw unknownCoding(encoding);
}

/** An inflater for a body that is read as it comes. */
export function createInflater(encoding: string): Inflater {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      throw unknownCoding(encoding);
  }
}

/** The answer has more bytes than the route takes. */
export function answerTooLarge(maxBytes: number): CallError {
  return new CallError(
    `the answer is larger than ${maxBytes} bytes; raise maxAnswerBytes or lower max_tokens`,
    {
      code: 'answer_too_large',
      httpStatus: 200,
    },
  );
}

/** The body is not what its `content-encoding` says. */
export function brokenCoding(encoding: string, cause: unknown): CallError {
  return new CallError(`the answer is broken: its ${encoding} coding cannot be read`, {
    code: 'bad_response',
    retryable: true,
    httpStatus: 200,
    cause,
  });
}

function unknownCoding(encoding: string): CallError {
  return new CallError(`the answer comes in a coding that nobody asked for: ${encoding.slice(0, 50)}`, {
    code: 'bad_response',
    retryable: true,
    httpStatus: 200,
  });
}
