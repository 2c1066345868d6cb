// One run of bench/million.ts: prints what it took as JSON. Plain JavaScript: a compiler in the process would be measured too.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastValueFrom, map, of, timer } from 'rxjs';
import { complete, fromLines, memoryCache, run, toJsonl } from 'rxprompt';
import { fakeReply } from 'rxprompt/testing';

const lines = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'rxprompt-bench-'));
const output = join(folder, 'answers.jsonl');

/** Lines as a disk would give them: 64 KiB at a time, made as they are asked for. */
async function* input() {
  let chunk = '';
  for (let index = 0; index < lines; index++) {
    chunk += `Question ${index % 1_000}: what is the capital of country number ${index % 1_000}, and since when?\n`;
    if (chunk.length < 65_536) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

let calls = 0;
const route = {
  name: 'instant',
  call: ({ seq }) => {
    calls++;
    return seq === 0 ? timer(1_000).pipe(map(() => fakeReply('slow'))) : of(fakeReply('an answer at once'));
  },
  stream: () => of(),
};

const startedAt = performance.now();
await lastValueFrom(
  run(
    fromLines(input()),
    complete({ routes: [route] }, { concurrency: 256, cache: memoryCache() }),
    toJsonl(output),
  ),
);
const seconds = (performance.now() - startedAt) / 1000;

// Every position must be there once, whatever the order.
const seen = new Uint8Array(lines);
let rest = '';
for await (const chunk of createReadStream(output, 'utf8')) {
  const rows = (rest + chunk).split('\n');
  rest = rows.pop() ?? '';
  for (const row of rows) {
    const seq = Number(/^\{"seq":(\d+)/.exec(row)?.[1]);
    seen[seq] = (seen[seq] ?? 0) + 1;
  }
}
const rows = seen.reduce((sum, times) => sum + (times === 1 ? 1 : 0), 0);
const peakMb = process.resourceUsage().maxRSS / 1024;
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify({ lines, calls, rows, seconds, peakMb }));
