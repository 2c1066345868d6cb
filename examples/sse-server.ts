// Answers in a browser, token by token: server-sent events from node:http. Who leaves the page aborts the request upstream.
//
//   npx tsx examples/sse-server.ts       then open the address that it prints; Ctrl-C ends it
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { createClient, SSE_HEADERS, stream, toSSE } from 'rxprompt';
import { withModel } from './model.js';

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ask</title>
<form><input name="prompt" value="Why is the sky blue?" aria-label="Question"> <button>Ask</button></form>
<p role="status"></p>
<script>
let source;
document.forms[0].onsubmit = (event) => {
  event.preventDefault();
  source?.close();
  const answer = document.querySelector('p');
  answer.textContent = '';
  source = new EventSource('/answer?prompt=' + encodeURIComponent(event.target.prompt.value));
  source.onmessage = ({ data }) => { answer.textContent += JSON.parse(data).text ?? ''; };
  // Without this the browser would connect again, and ask anew.
  source.addEventListener('end', () => source.close());
  source.addEventListener('failure', ({ data }) => {
    source.close();
    answer.textContent += ' [' + JSON.parse(data).message + ']';
  });
};
</script>`;

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const ask = stream(client, { deadline: { firstMs: 30_000, idleMs: 10_000 } });
  let seq = 0;
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const content = searchParams.get('prompt');
    if (pathname !== '/answer' || !content) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    const id = `web-${seq}`;
    response.writeHead(200, SSE_HEADERS);
    await pipeline(toSSE(ask({ id, seq: seq++, messages: [{ role: 'user', content }] })), response).then(
      () => console.log(`${id} is answered`),
      () => console.log(`${id} was left, and its request aborted`),
    );
  }).listen(Number(process.env.PORT ?? 0), '127.0.0.1');
  await once(server, 'listening');
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await new Promise((stopped) => process.on('SIGINT', stopped));
  server.close();
  server.closeAllConnections();
  await client.close();
});
