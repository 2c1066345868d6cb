import fc from 'fast-check';
import type { Message } from '../../../../src/types/Message.js';

const ROLES: Readonly<Record<string, string>> = {
  s: 'system',
  u: 'user',
  a: 'assistant',
  c: 'assistant',
  t: 'tool',
};

/** Messages of words: `s` system, `u` user, `a` assistant, `c12` calls of the tools 1 and 2, `t1` the answer of tool 1. */
export function said(text: string): readonly Message[] {
  return text === ''
    ? []
    : text.split(' ').map((word) => {
        const [kind, ...ids] = word;
        const message: Message = { role: ROLES[kind as string] as string, content: kind as string };
        if (kind === 't') return { ...message, tool_call_id: ids.join('') };
        if (kind !== 'c') return message;
        return {
          ...message,
          tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
        };
      });
}

/** The words again. */
export function inShort(messages: readonly Message[]): string {
  return messages
    .map(({ content, tool_calls, tool_call_id }) => {
      const ids = tool_calls?.map(({ id }) => id).join('') ?? tool_call_id ?? '';
      return `${content}${ids}`;
    })
    .join(' ');
}

const text = (most: number) => fc.string({ maxLength: most });
const plain = (role: string) => text(12).map((content): Message => ({ role, content }));
/** A call of up to three tools, and the answers in any order, perhaps with a word of the user's between them. */
const toolUse = (ids: readonly string[]) =>
  fc
    .tuple(fc.shuffledSubarray([...ids], { minLength: 1 }), fc.boolean(), text(6))
    .map(([asked, interrupted, content]): Message[] => [
      {
        role: 'assistant',
        content,
        tool_calls: asked.map((id) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })),
      },
      ...asked
        .toReversed()
        .flatMap((id, index): Message[] => [
          ...(interrupted && index === 1 ? [{ role: 'user', content }] : []),
          { role: 'tool', content, tool_call_id: id },
        ]),
    ]);

/** Conversations of all kinds, messages of tools that nobody called among them. */
export const conversations = fc
  .tuple(
    fc.array(plain('system'), { maxLength: 2 }),
    fc.array(
      fc.oneof(
        plain('user').map((message) => [message]),
        plain('user').map((message) => [message]),
        plain('assistant').map((message) => [message]),
        fc.integer({ min: 0, max: 99 }).chain((n) => toolUse([`${n}a`, `${n}b`, `${n}c`])),
        fc.constant([{ role: 'tool', content: 'who?', tool_call_id: 'nobody' }]),
      ),
      { maxLength: 20 },
    ),
  )
  .map(([head, parts]) => ({ head, messages: parts.flat() as readonly Message[] }));
