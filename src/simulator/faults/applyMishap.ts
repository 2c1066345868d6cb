import { envelope, page } from '../ErrorReply.js';
import type { ReadyAnswer } from '../ReadyAnswer.js';
import { jsonOf, pieceOf } from './chunks.js';
import type { Mishap } from './mishaps.js';

/** An answer as a mishap leaves it. */
export interface MarredAnswer {
  readonly answer: ReadyAnswer;
  /** The number of pieces after which it strikes; infinite when all is in the answer already. */
  readonly strikesAt: number;
}

const never = Number.POSITIVE_INFINITY;
const failure = envelope(
  'The server had an error while processing your request. Sorry about that!',
  'server_error',
);

/** What becomes of an answer of status 200. */
export function applyMishap(answer: ReadyAnswer, mishap: Mishap | null): MarredAnswer {
  const { pieces, stream } = answer;
  const whole = (text: string, contentType?: string): MarredAnswer => ({
    answer: { ...answer, pieces: [text], ...(contentType !== undefined && { contentType }) },
    strikesAt: never,
  });
  const half = Math.max(1, pieces.length >> 1);
  const ended = (kept: number, reason: string): MarredAnswer => ({
    answer: { ...answer, pieces: endEarly(pieces, kept, reason, stream) },
    strikesAt: never,
  });
  switch (mishap) {
    case 'emptyAnswer':
      return whole('');
    case 'blankAnswer':
      return whole((stream ? ': keep-alive\n\n' : '\n').repeat(3));
    case 'html200':
      return whole(page('Down for maintenance'), 'text/html');
    case 'brokenJson':
      return {
        answer: { ...answer, pieces: stream ? tearOne(pieces, half) : [tear(pieces.join(''))] },
        strikesAt: never,
      };
    case 'streamError':
      if (!stream) return whole(failure);
      return {
        answer: { ...answer, pieces: [...pieces.slice(0, half), `data: ${failure}\n\n`] },
        strikesAt: never,
      };
    case 'interrupted':
      return ended(half, 'insufficient_system_resource');
    case 'aborted':
      return ended(half, 'aborted');
    case 'filtered':
      return ended(stream ? 1 : 0, 'content_filter');
    case 'cutStream':
      return { answer, strikesAt: stream ? half : never };
    case 'resetMidAnswer':
    case 'closeMidAnswer':
    case 'stallMidAnswer': {
      if (stream) return { answer, strikesAt: half };
      const text = pieces.join('');
      const middle = text.length >> 1;
      return { answer: { ...answer, pieces: [text.slice(0, middle), text.slice(middle)] }, strikesAt: 1 };
    }
    default:
      return { answer, strikesAt: never };
  }
}

/** The first two thirds of a text. */
function tear(text: string): string {
  return text.slice(0, Math.ceil((text.length * 2) / 3));
}

function tearOne(pieces: readonly string[], index: number): readonly string[] {
  return pieces.map((piece, at) => (at === index ? `${tear(piece.trimEnd())}\n\n` : piece));
}

/** The first pieces of a stream, or of a whole answer half its text or none, with a finish reason that says why. */
function endEarly(
  pieces: readonly string[],
  kept: number,
  reason: string,
  stream: boolean,
): readonly string[] {
  if (stream) {
    const last = pieces.map(jsonOf).findLast((json) => json?.choices?.[0]?.finish_reason != null);
    if (last?.choices?.[0] === undefined) return pieces;
    last.choices[0].finish_reason = reason;
    return [...pieces.slice(0, kept), pieceOf(last, stream), 'data: [DONE]\n\n'];
  }
  const json = jsonOf(pieces.join(''));
  const [choice] = json?.choices ?? [];
  if (json === null || choice === undefined) return pieces;
  choice.finish_reason = reason;
  const cut = (text: string) => (kept === 0 ? '' : text.slice(0, text.length >> 1));
  const { message, text } = choice;
  if (typeof message?.content === 'string') message.content = cut(message.content);
  if (kept === 0 && message !== undefined) {
    if ('reasoning_content' in message) message.reasoning_content = '';
    delete message.tool_calls;
  }
  if (text !== undefined) choice.text = cut(text);
  return [pieceOf(json, stream)];
}
