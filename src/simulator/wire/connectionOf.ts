import type { IncomingMessage } from 'node:http';
import { constants, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

type AnyRequest = IncomingMessage & { readonly stream?: ServerHttp2Stream };

/** The stream of a request over HTTP/2; undefined over HTTP/1. */
export function streamOf(request: AnyRequest): ServerHttp2Stream | undefined {
  return request.httpVersionMajor === 2 ? request.stream : undefined;
}

/** What requests share that come over one connection; it can be ended in order. */
export type Connection = Socket | Http2Session;

export function connectionOf(request: AnyRequest): Connection {
  return streamOf(request)?.session ?? request.socket;
}

/** Breaks one answer off: its connection is closed or reset; with HTTP/2, which has others on it, its stream. */
export function breakOff(
  request: AnyRequest,
  how: 'close' | 'reset',
  rawOf: (socket: Socket) => Socket,
): void {
  const stream = streamOf(request);
  if (stream !== undefined) {
    stream.close(how === 'reset' ? constants.NGHTTP2_INTERNAL_ERROR : constants.NGHTTP2_CANCEL);
  } else if (how === 'reset') {
    rawOf(request.socket).resetAndDestroy();
  } else {
    request.socket.destroy();
  }
}
