import type { ErrorReply } from '../ErrorReply.js';

/** Since then a wrong shape is a 400 in an envelope (first seen on 2025-11-27). */
const envelopesSince = Date.parse('2025-11-01T00:00:00Z');
const wrongShape = 'Failed to deserialize the JSON body into the target type: ';

/** A refusal as it was at that time: until late 2025 a wrong shape was a 422 in plain text. */
export function asOfThen(reply: ErrorReply, now: number): ErrorReply {
  if (now >= envelopesSince || !reply.body.startsWith(`{"error":{"message":"${wrongShape}`)) return reply;
  const { error } = JSON.parse(reply.body) as { readonly error: { readonly message: string } };
  return { status: 422, contentType: 'text/plain; charset=utf-8', body: error.message };
}
