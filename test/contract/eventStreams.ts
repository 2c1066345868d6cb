/** What a reader of server-sent events makes of a body. */
export interface ReadEvent {
  readonly data: string;
  readonly event?: string;
}

/** A body of server-sent events, with `\n` for every line end, and what stands in it. */
export interface EventStream {
  readonly name: string;
  readonly body: string;
  readonly events: readonly ReadEvent[];
}

const data = (...all: string[]): readonly ReadEvent[] => all.map((text) => ({ data: text }));

/** As the standard has it (https://html.spec.whatwg.org/multipage/server-sent-events.html), and as servers do it. */
export const eventStreams: readonly EventStream[] = [
  { name: 'one event', body: 'data: a\n\n', events: data('a') },
  { name: 'no space after the colon', body: 'data:a\n\ndata:  b\n\n', events: data('a', ' b') },
  { name: 'lines of one event', body: 'data: a\ndata\ndata: b\n\n', events: data('a\n\nb') },
  { name: 'events without text', body: 'data\n\ndata:\n\ndata: \n\n', events: data('', '', '') },
  { name: 'blank lines', body: '\n\n\ndata: a\n\n\n\ndata: b\n\n\n', events: data('a', 'b') },
  { name: 'comments', body: ': keep-alive\n\n:\ndata: a\n: b\n:data: c\ndata: d\n\n', events: data('a\nd') },
  { name: 'fields without an event', body: 'event: x\nid: 1\nretry: 5\n\ndata: a\n\n', events: data('a') },
  { name: 'unknown fields', body: 'datum: x\n data: y\nDATA: z\ndata : w\ndata: a\n\n', events: data('a') },
  {
    name: 'names',
    body: 'event: ping\ndata: a\n\nevent:\ndata: b\n\ndata: c\nevent: late\n\n',
    events: [{ data: 'a', event: 'ping' }, { data: 'b' }, { data: 'c', event: 'late' }],
  },
  { name: 'a byte order mark', body: '\ufeffdata: a\n\n', events: data('a') },
  { name: 'a second mark', body: '\ufeff\ufeffdata: a\n\ndata: b\n\n', events: data('b') },
  {
    name: 'a mark later on',
    body: 'data: a\n\n\ufeffdata: b\n\ndata: \ufeff\n\n',
    events: data('a', '\ufeff'),
  },
  { name: 'a mark in Latin-1', body: 'ï»¿data: a\n\ndata: b\n\n', events: data('b') },
  { name: 'characters of two to four bytes', body: 'data: é鸿🎉\u2028\n\n', events: data('é鸿🎉\u2028') },
  { name: 'a zero', body: 'data: a\0b\n\n', events: data('a\0b') },
  { name: 'half an event at the end', body: 'data: a\n\ndata: half', events: data('a') },
  { name: 'a whole event at the end', body: 'data: a\n\ndata: {"b":1}', events: data('a', '{"b":1}') },
  { name: 'half of JSON at the end', body: 'data: a\n\ndata: {"b":1\n', events: data('a') },
  { name: 'a text of JSON cut at a number', body: 'data: 12', events: [] },
  {
    name: 'the last word of a chat',
    body: 'data: {"b":1}\n\ndata: [DONE]\n',
    events: data('{"b":1}', '[DONE]'),
  },
  { name: 'nothing', body: '', events: [] },
];

/** A chat stream as DeepSeek sends it: queued, thinking, answering, usage on the last chunk. */
export const chatBody = [
  '',
  ': keep-alive',
  '',
  chunk({ role: 'assistant', content: null, reasoning_content: '' }),
  chunk({ content: null, reasoning_content: '鸿门宴' }),
  chunk({ content: 'Xiàng Yǔ', reasoning_content: null }),
  chunk({ content: ' 🎉', reasoning_content: null }),
  `data: {"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4}}`,
  '',
  'data: [DONE]',
  '',
  '',
].join('\n');

function chunk(delta: object): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: null }] })}\n`;
}

/** The three line ends of the standard, and all of them by turns. */
export const lineEnds: readonly (readonly [string, (body: string) => string])[] = [
  ['LF', (body) => body],
  ['CR LF', (body) => body.replaceAll('\n', '\r\n')],
  ['CR', (body) => body.replaceAll('\n', '\r')],
  [
    'each in turn',
    (body) => {
      const ends = ['\r\n', '\n', '\r'];
      let line = 0;
      // No line feed alone follows a return: the two would be one end.
      return body.replaceAll('\n', () => ends[line++ % 3] as string);
    },
  ],
];

/** Every way to cut `body` that tells: at each place, byte by byte, and, when it is short, at each two places. */
export function* everySplit(body: Buffer): Generator<readonly Buffer[]> {
  const empty = Buffer.alloc(0);
  yield [body];
  yield Array.from(body, (_, at) => body.subarray(at, at + 1));
  yield Array.from(body, (_, at) => [empty, body.subarray(at, at + 1)]).flat();
  const closeLook = body.length <= 80;
  for (let first = 1; first < body.length; first++) {
    yield [body.subarray(0, first), body.subarray(first)];
    if (!closeLook) continue;
    for (let second = first + 1; second < body.length; second++)
      yield [body.subarray(0, first), body.subarray(first, second), body.subarray(second)];
  }
}
