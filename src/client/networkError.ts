import { CallError } from '../errors/CallError.js';

/** What a code of Node or undici means; all but the last group may be retried, here or at another route. */
const codes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  ECONNABORTED: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'connection_reset',
  ERR_HTTP2_STREAM_ERROR: 'connection_reset',
  ERR_HTTP2_SESSION_ERROR: 'connection_reset',
  ERR_HTTP2_GOAWAY_SESSION: 'connection_reset',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EPROTO: 'tls',
  UND_ERR_HEADERS_OVERFLOW: 'bad_response',
};

const words: Readonly<Record<string, string>> = {
  connection_refused: 'nobody listens there; check the base URL, or start the server',
  connection_reset: 'the connection broke',
  connect_timeout: 'no connection within the limit',
  dns: 'the host name cannot be resolved; check the base URL and the network',
  unreachable: 'no way to the host; check the network',
  tls: 'no secure connection',
  bad_response: 'the server does not speak HTTP',
  network: 'the network failed',
};

/** It will be as bad at the next try; at another route another one is shown. */
const BAD_CERTIFICATE = /SELF_SIGNED|^CERT_|^ERR_TLS_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/;

/**
 * The one place where an error of the socket or of undici becomes a `CallError`.
 *
 * @param sent Whether a server may have got the request, and billed it.
 */
export function networkError(error: Error, host: string, sent: boolean): CallError {
  const unbilled = !sent;
  const { code = '', syscall } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new CallError('too many open files; lower the concurrency, or raise the limit (ulimit -n)', {
      code: 'too_many_files',
      retryable: true,
      failover: false,
      unbilled,
      cause: error,
    });
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new CallError('the client is closed', { code: 'closed', failover: false, unbilled, cause: error });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new CallError(`the request cannot be sent: ${error.message}`, {
      code: 'bad_request',
      unbilled,
      cause: error,
    });
  }
  if (BAD_CERTIFICATE.test(code)) {
    return new CallError(
      `${host}: its certificate is not trusted (${error.message}); one of your own is by NODE_EXTRA_CA_CERTS=FILE`,
      { code: 'tls', failover: true, unbilled, cause: error },
    );
  }
  const kind = error.name === 'HTTPParserError' ? 'bad_response' : kindOf(code, syscall);
  // The message of an AggregateError, one refusal for each address of a host, is empty.
  const detail = error.message === '' ? code : error.message;
  return new CallError(`${host}: ${words[kind]} (${detail})`, {
    code: kind,
    retryable: true,
    unbilled,
    cause: error,
  });
}

function kindOf(code: string, syscall: string | undefined): string {
  const known = codes[code];
  if (known !== undefined) return known;
  if (code === 'ETIMEDOUT') return syscall === 'connect' ? 'connect_timeout' : 'connection_reset';
  if (/^ERR_(TLS|SSL)|CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) return 'tls';
  return 'network';
}
