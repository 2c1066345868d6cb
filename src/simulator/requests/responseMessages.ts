import type { Fields } from './parseJson.js';

/** The messages of a chat that a Responses input amounts to: items of other kinds are left out. */
export function responseMessages(input: unknown, instructions: unknown): Fields[] {
  const messages: Record<string, unknown>[] = [];
  if (typeof instructions === 'string') messages.push({ role: 'system', content: instructions });
  if (typeof input === 'string') messages.push({ role: 'user', content: input });
  if (!Array.isArray(input)) return messages;
  /** Thoughts, words and calls that follow each other are one message. */
  const assistant = (): Record<string, unknown> => {
    const last = messages.at(-1);
    if (last?.role === 'assistant') return last;
    // What was thought and not sent back is not missed here.
    const begun = { role: 'assistant', content: '', reasoning_content: ' ' };
    messages.push(begun);
    return begun;
  };
  for (const item of input as readonly (Fields | null)[]) {
    if (item === null || typeof item !== 'object') continue;
    const { type, role, content } = item;
    if (type === 'reasoning') {
      assistant().reasoning_content = textOf(content) || ' ';
    } else if (type === 'function_call') {
      const message = assistant();
      const call = {
        id: item.call_id,
        type: 'function',
        function: { name: item.name, arguments: item.arguments },
      };
      message.tool_calls = [...((message.tool_calls as unknown[] | undefined) ?? []), call];
    } else if (type === 'function_call_output') {
      messages.push({ role: 'tool', tool_call_id: item.call_id, content: textOf(item.output) });
    } else if (role === 'assistant') {
      assistant().content = textOf(content);
    } else if ((type ?? 'message') === 'message' && role !== undefined) {
      messages.push({ role: role === 'user' ? 'user' : 'system', content: textOf(content) });
    }
  }
  return messages;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: Fields | null) => (typeof part?.text === 'string' ? part.text : '')).join('\n');
}
