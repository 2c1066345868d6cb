import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'vitest';

/** Options of {@link readingServer}. */
export interface ReadingOptions {
  /** What it answers to a question; a status instead refuses it. Default: the first words of the text, in brackets. */
  readonly answer?: (text: string, question: string) => string | number;
  /** No more than so many answers; later requests are left hanging. */
  readonly most?: number;
}

/**
 * A model that reads: its answers tell which text they are about. It is there until `test` ends, whose own context says so:
 * where tests run side by side, the `onTestFinished` of all would close it at the end of another one.
 */
export async function readingServer(
  test: TestContext,
  { answer = (text) => `<${firstWords(text)}>`, most = Number.POSITIVE_INFINITY }: ReadingOptions = {},
) {
  const questions: string[] = [];
  const held: (() => void)[] = [];
  let limit = most;
  let answered = 0;
  let full = () => {};
  const isFull = new Promise<void>((resolve) => {
    full = resolve;
  });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const question = JSON.parse(body).messages.at(-1).content as string;
      questions.push(question);
      if (answered < limit) {
        answered++;
        respond(question, response);
        return;
      }
      held.push(() => respond(question, response));
      full();
    });
  });
  const respond = (question: string, response: ServerResponse) => {
    const said = answer(textIn(question), question);
    response.setHeader('content-type', 'application/json');
    if (typeof said === 'number') {
      response.writeHead(said).end(JSON.stringify({ error: { message: 'I cannot read this' } }));
      return;
    }
    const message = { role: 'assistant', content: said };
    const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
    response.end(
      JSON.stringify({
        id: '1',
        model: 'reader',
        usage,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
      }),
    );
  };
  test.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** In the order in which they came. */
    questions,
    /** When it has said all that it will say, and is asked once more. */
    isFull,
    /** Answers those that hang, and all that come. */
    release() {
      limit = Number.POSITIVE_INFINITY;
      for (const respondLate of held) respondLate();
    },
  };
}

/** What a question is about. */
export function textIn(question: string): string {
  return /<text>\n([\s\S]*)\n<\/text>/.exec(question)?.[1] ?? '';
}

function firstWords(text: string): string {
  return text.trim().split(/\s+/).slice(0, 2).join(' ');
}
