import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { PERSONAL } from './plants.js';

/** How the echo may come: as many forms of an answer that is none. */
export type EchoForm = keyof typeof FORMS;

const json = (status: number, body: (echo: string) => unknown) => ({
  status,
  type: 'application/json',
  body: (echo: string) => JSON.stringify(body(echo)),
});
const text = (status: number, body: (echo: string) => string, type = 'text/plain') => ({
  status,
  type,
  body,
});

const FORMS = {
  refused: json(400, (echo) => ({ error: { message: `No: ${echo}`, type: 'invalid_request_error' } })),
  wrongKey: json(401, (echo) => ({ error: { message: `Wrong key: ${echo}` } })),
  noBalance: json(402, (echo) => ({ error: { message: `Nothing left: ${echo}` } })),
  detail: json(422, (echo) => ({ detail: [{ loc: ['body'], msg: echo, input: echo }] })),
  limited: text(429, (echo) => `slow down, ${echo}`),
  page: text(502, (echo) => `<html><title>Bad gateway ${echo}</title>${echo}</html>`, 'text/html'),
  moved: text(307, (echo) => echo),
  broken: text(200, (echo) => `{"choices": ${echo}`, 'application/json'),
  // The key, which comes first, is cut where we cut: at 80, 500 and 2,000 characters.
  cut: text(200, (echo) => `${'.'.repeat(60)}${echo}`),
  cutBody: text(200, (echo) => `${'.'.repeat(1_980)}${echo}`),
  inBand: json(200, (echo) => ({ error: { message: `${'.'.repeat(480)}${echo}`, code: 500 } })),
  noChoice: json(200, (echo) => ({ id: echo, choices: [], echo })),
  streamed: text(
    200,
    (echo) => `data: {"error":{"message":${JSON.stringify(echo)}}}\n\n`,
    'text/event-stream',
  ),
  brokenStream: text(200, (echo) => `data: {"choices":[{"delta": ${echo}}]}\n\n`, 'text/event-stream'),
};

export const ECHO_FORMS = Object.keys(FORMS) as EchoForm[];

/**
 * A server that says back all that it was told: path, query, headers, body, and whose account it is. In which form, a word of the question
 * decides, `form:refused`; without one it answers, and `form:held` once `release` is called.
 */
export async function echoServer() {
  const seen: string[] = [];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held = () => {};
  const holding = new Promise<void>((resolve) => {
    held = resolve;
  });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      const { host: _host, authorization, 'x-team-token': team, ...headers } = request.headers;
      const told = [team, authorization, ...Object.values(headers), request.url, body];
      const echo = [...told.filter((one) => one !== undefined), PERSONAL.server].join(' ');
      seen.push(echo);
      const form = FORMS[/form:(\w+)/.exec(body)?.[1] as EchoForm];
      if (form === undefined) {
        if (body.includes('form:held')) {
          held();
          await released;
        }
        const message = { role: 'assistant', content: 'Fine.' };
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            id: '1',
            model: 'm',
            choices: [{ index: 0, message, finish_reason: 'stop' }],
            reply: 'Fine.',
          }),
        );
        return;
      }
      response.writeHead(form.status, {
        'content-type': form.type,
        ...(form.status === 307 && { location: `/elsewhere?${encodeURI(echo).slice(0, 2_000)}` }),
      });
      response.end(form.body(echo));
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, holding, release };
}
