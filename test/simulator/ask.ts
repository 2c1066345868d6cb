import { type Dispatcher, request } from 'undici';

/** A small chat body for tests. */
export function chatBody(prompt: string, more: object = {}): string {
  return JSON.stringify({ model: 'deepseek-flash', messages: [{ role: 'user', content: prompt }], ...more });
}

/** What a test sees of a response. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Posts a body, with a key, as JSON unless the headers say otherwise; waits for the whole answer. */
export async function ask(
  url: string,
  body: string,
  headers: Record<string, string> = {},
  dispatcher?: Dispatcher,
): Promise<Seen> {
  const response = await request(url, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test-0000', 'content-type': 'application/json', ...headers },
    body,
    ...(dispatcher && { dispatcher }),
  });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  return { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString() };
}

/** The JSON events of a stream, `[DONE]` left out. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into shapes that only the wire defines
export function events(text: string): any[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)));
}
