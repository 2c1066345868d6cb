// One run of bench/rows: the lines of a file through a `run` whose calls answer at once. Prints what it took as JSON.
// Plain JavaScript: a compiler in the process would be measured too.
import { lastValueFrom, of } from 'rxjs';
import { complete, createLedger, fromLines, runWith, toJsonl } from 'rxprompt';
import { fakeReply } from 'rxprompt/testing';

const [input, output, count] = process.argv.slice(2);
const WINDOW = 1_000;
const reply = fakeReply('an answer at once');
const route = { name: 'instant', call: () => of(reply), stream: () => of() };

const ledger = createLedger({ maxItems: WINDOW });
const tenth = Math.ceil(Number(count) / 10);
const memoryMb = [];
let lines = 0;
let most = 0;
const { take } = ledger;
ledger.take = (prompt, bytes) => {
  take(prompt, bytes);
  if (ledger.outstanding > most) most = ledger.outstanding;
  if (++lines % tenth === 0) memoryMb.push(process.memoryUsage.rss() / 2 ** 20);
};

const startedAt = performance.now();
const ask = complete({ routes: [route] }, { concurrency: 64, flights: false });
await lastValueFrom(runWith({ ledger })(fromLines(input), ask, toJsonl(output)));
const seconds = (performance.now() - startedAt) / 1000;
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ lines, seconds, memoryMb, peakMb, most, window: WINDOW }));
