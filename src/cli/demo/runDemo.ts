import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lastValueFrom, pipe, takeUntil, tap } from 'rxjs';
import { complete } from '../../../operators/complete.js';
import { sanitize } from '../../../operators/sanitize.js';
import { memoryCache } from '../../cache/memoryCache.js';
import { createClient } from '../../client/createClient.js';
import { gcraLimiter } from '../../engine/limiter/gcraLimiter.js';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { runWith } from '../../pipeline/run.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import { fromIterable } from '../../sources/fromIterable.js';
import { createTally } from '../../telemetry/createTally.js';
import type { Outcome } from '../../types/Outcome.js';
import { EXIT } from '../exitCodes.js';
import { canPaint } from '../progress/canPaint.js';
import { showProgress } from '../progress/showProgress.js';
import { reportError } from '../reportError.js';
import { say } from '../say.js';
import { listenForStop } from '../stopSignals.js';
import type { DemoFlags } from './DemoFlags.js';
import { type DemoPrompt, demoPrompts } from './prompts.js';
import { startRegions } from './startRegions.js';
import { type DemoStory, tellDemo } from './tellDemo.js';

/** Requests at once. */
const CONCURRENCY = 8;

/** `rxprompt demo`: the whole pipeline against two local regions, then what happened. Returns the exit code. */
export async function runDemo({ output }: DemoFlags): Promise<number> {
  const prompts = demoPrompts();
  const input = writePrompts(output, prompts);
  const signals = listenForStop(0);
  const regions = await startRegions();
  const tally = createTally();
  const params = { model: 'deepseek-flash', thinking: { type: 'disabled' } } as const;
  const client = createClient({
    routes: [
      { name: 'east', baseUrl: regions.east.url, apiKey: 'demo', priority: 0, params },
      { name: 'west', baseUrl: regions.west.url, apiKey: 'demo', priority: 1, params },
    ],
    observe: tally.observe,
  });
  say(
    `${prompts.length} prompts to two simulated regions: east (${regions.east.url}) and west (${regions.west.url})`,
  );
  const progress = await showProgress({
    tally,
    concurrency: () => CONCURRENCY,
    prompts: prompts.length,
    panel: canPaint(process),
    everyMs: 1_000,
  });
  let example: DemoStory['example'];

  try {
    // A small window: Ctrl-C finishes what is in it.
    const rows = runWith({ tally, until: signals.stop, window: { maxItems: 24 } })(
      fromIterable(prompts),
      pipe(
        sanitize(),
        complete(client, {
          concurrency: 12,
          limiter: gcraLimiter({ requestsPerMinute: 3_000, concurrency: CONCURRENCY }),
          cache: memoryCache(),
          retry: { maxRetries: 8, initialDelayMs: 500 },
          deadline: { totalMs: 10_000 },
        }),
      ),
      tap((outcome) => {
        example ??= exampleOf(outcome, prompts);
      }),
      toJsonl(output),
    );
    await lastValueFrom(rows.pipe(takeUntil(signals.abort)), { defaultValue: undefined });
    progress.unsubscribe();
    const snapshot = tally.snapshot();
    process.stderr.write(tellDemo({ snapshot, example, output, input }));
    if (signals.received !== undefined) {
      return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    }
    return snapshot.rows.failed > 0 ? EXIT.rowsFailed : EXIT.ok;
  } catch (error) {
    progress.unsubscribe();
    return reportError(error);
  } finally {
    progress.unsubscribe();
    await client.close();
    await regions.close();
    signals.close();
  }
}

/** Puts the prompts beside the answers, for a run with a key. Returns their path. */
function writePrompts(output: string, prompts: readonly DemoPrompt[]): string {
  const path = join(dirname(output), 'demo-prompts.jsonl');
  try {
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(path, prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(''));
  } catch (error) {
    throw new ConfigError(`cannot write ${path}: ${reasonOf(error)}`, error);
  }
  return path;
}

function exampleOf({ id, prompt }: Outcome, prompts: readonly DemoPrompt[]): DemoStory['example'] {
  const written = prompts.find((one) => one.id === id);
  const sent = prompt.messages.at(-1)?.content;
  if (prompt.redactions === undefined || written === undefined || typeof sent !== 'string') return undefined;
  return { written, sent };
}
