/** A refusal as it goes over the wire; the content types differ by the layer of the real service that refuses. */
export interface ErrorReply {
  readonly status: number;
  /** Null: no such header. */
  readonly contentType: string | null;
  readonly body: string;
}

const json = 'application/json';
const bytes = 'application/octet-stream';

export function envelope(message: string, type: string, code = type): string {
  return `{"error":{"message":${JSON.stringify(message)},"type":"${type}","param":null,"code":"${code}"}}`;
}

export function page(status: string): string {
  return `<html>\n<head><title>${status}</title></head>\n<body>\n<center><h1>${status}</h1></center>\n<hr><center>openresty</center>\n</body>\n</html>`;
}

export const missingKey: ErrorReply = {
  status: 401,
  contentType: null,
  body: 'Authentication Fails (governor)',
};

/** The wrong key is named by its last four characters only. */
export function wrongKey(key: string, requestId: string | null): ErrorReply {
  const id = requestId === null ? '' : ` (request_id: ${requestId})`;
  const message = `Authentication Fails, Your api key: ****${key.slice(-4)} is invalid${id}`;
  return {
    status: 401,
    contentType: json,
    body: envelope(message, 'authentication_error', 'invalid_request_error'),
  };
}

export const unknownPath: ErrorReply = { status: 404, contentType: null, body: '' };
export const wrongMethod: ErrorReply = { status: 405, contentType: null, body: '' };
export const bodyTooLarge: ErrorReply = { status: 413, contentType: null, body: '' };
export const wrongContentType: ErrorReply = {
  status: 415,
  contentType: 'text/plain; charset=utf-8',
  body: 'Expected request with `Content-Type: application/json`',
};

/** The body is not JSON: plain text from the reader. */
export function unreadableJson(complaint: string): ErrorReply {
  return { status: 400, contentType: bytes, body: `Failed to parse the request body as JSON: ${complaint}` };
}

/** The body is JSON of another shape. */
export function wrongShape(complaint: string): ErrorReply {
  const message = `Failed to deserialize the JSON body into the target type: ${complaint}`;
  return { status: 400, contentType: json, body: envelope(message, 'invalid_request_error') };
}

/** The shape is right and a value is not. */
export function wrongValue(message: string): ErrorReply {
  return { status: 400, contentType: bytes, body: envelope(message, 'invalid_request_error') };
}

export const insufficientBalance: ErrorReply = {
  status: 402,
  contentType: json,
  body: envelope('Insufficient Balance', 'unknown_error', 'invalid_request_error'),
};

/** Over the number of requests that may be in flight. */
export function tooManyInFlight(current: number, limit: number): ErrorReply {
  const message = `Too many requests. Your current concurrency is ${current}, which exceeds your concurrency limit of ${limit} based on your remaining balance. Please top up your balance to restore your concurrency.`;
  return {
    status: 429,
    contentType: json,
    body: envelope(message, 'rate_limit_error', 'invalid_request_error'),
  };
}

/** A 429 for no visible reason; its words are those of a proxy's recording. */
export const rateLimitReached: ErrorReply = {
  status: 429,
  contentType: json,
  body: envelope('Rate Limit Reached', 'unknown_error', 'invalid_request_error'),
};

export const serverError: ErrorReply = {
  status: 500,
  contentType: 'text/html',
  body: page('500 Internal Server Error'),
};
export const badGateway: ErrorReply = {
  status: 502,
  contentType: 'text/html',
  body: page('502 Bad Gateway'),
};
export const overloaded: ErrorReply = {
  status: 503,
  contentType: json,
  body: envelope(
    'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
    'service_unavailable_error',
  ),
};
