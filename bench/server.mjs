// A chat API without delay: one fixed answer. Its own process, so that only the client's CPU is measured.
import { createServer } from 'node:http';

const body = JSON.stringify({
  id: '9dabd7b4-f3a3-40a1-a684-5469f9db5235',
  object: 'chat.completion',
  created: 1780944373,
  model: 'deepseek-flash',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Water boils at a lower temperature on a mountain. '.repeat(4) },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 60,
    completion_tokens: 40,
    total_tokens: 100,
    prompt_tokens_details: { cached_tokens: 0 },
    prompt_cache_hit_tokens: 0,
    prompt_cache_miss_tokens: 60,
  },
  system_fingerprint: 'fp_8b330d02d0_prod0820_fp8_kvcache_20260402',
});
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, headers).end(body));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
