import { STATUS_CODES } from 'node:http';
import {
  badGateway,
  type ErrorReply,
  envelope,
  overloaded,
  page,
  rateLimitReached,
  serverError,
} from '../ErrorReply.js';
import type { ErrorForm } from './forms.js';

/** As the layer that would say it: DeepSeek's own words, nginx's page, Cloudflare's line, Anthropic's 529. */
const real: Readonly<Record<number, ErrorReply>> = {
  429: rateLimitReached,
  500: serverError,
  502: badGateway,
  503: overloaded,
  504: { status: 504, contentType: 'text/html', body: page('504 Gateway Time-out') },
  529: {
    status: 529,
    contentType: 'application/json',
    body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  },
};

const reasons: Readonly<Record<number, string>> = {
  499: 'Client Closed Request',
  520: 'Web server returned an unknown error',
  521: 'Web server is down',
  522: 'Connection timed out',
  523: 'Origin is unreachable',
  524: 'A timeout occurred',
  525: 'SSL handshake failed',
  526: 'Invalid SSL certificate',
  527: 'Railgun error',
  529: 'Overloaded',
};

/** A refusal with that status, in that form. */
export function statusReply(status: number, form: ErrorForm): ErrorReply {
  const reason = reasons[status] ?? STATUS_CODES[status] ?? 'Error';
  const type = status < 500 ? 'invalid_request_error' : 'server_error';
  const json = (body: string): ErrorReply => ({ status, contentType: 'application/json', body });
  switch (form) {
    case 'real':
      if (real[status] !== undefined) return real[status];
      if (status >= 520 && status <= 527) {
        return { status, contentType: 'text/plain; charset=UTF-8', body: `error code: ${status}` };
      }
      return status < 500
        ? json(envelope(reason, type))
        : { status, contentType: 'text/html', body: page(`${status} ${reason}`) };
    case 'json':
      return json(envelope(reason, type));
    case 'numericCode':
      return json(`{"error":{"code":${status},"message":${JSON.stringify(reason)},"type":"${type}"}}`);
    case 'detail':
      return json(`{"detail":${JSON.stringify(reason)}}`);
    case 'html':
      return { status, contentType: 'text/html', body: page(`${status} ${reason}`) };
    case 'text':
      return { status, contentType: 'text/plain; charset=utf-8', body: reason };
    case 'empty':
      return { status, contentType: null, body: '' };
  }
}

/** nginx's page over `limit_req` and `limit_conn`. */
export const nginxBusy: ErrorReply = {
  status: 503,
  contentType: 'text/html',
  body: page('503 Service Temporarily Unavailable'),
};
