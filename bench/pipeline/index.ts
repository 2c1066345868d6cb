import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median } from '../median.js';

interface Figures {
  readonly cpu: number;
  readonly rate: number;
  readonly rssMb: number;
}

/** They cost ten times as much and more: a tenth of the prompts tells as well. */
const HEAVY: readonly string[] = ['openaiSdk', 'langChain', 'aiSdk'];

/**
 * CPU for each prompt of the whole pipeline against a bare `undici.request` loop, p-limit, the openai SDK, LangChain
 * and the AI SDK of Vercel: concurrency 64, a server without delay in a process of its own, the variants in turn and back (A B C, C B A), and
 * the ratio taken round by round, because the machine's speed drifts.
 */
export async function pipeline({ rounds = 5, prompts = 50_000 } = {}): Promise<void> {
  const server = fork(fileURLToPath(new URL('../server.mjs', import.meta.url)), { stdio: 'inherit' });
  const [port] = (await once(server, 'message')) as [number];
  const variants = ['bare', 'pLimit', 'rxprompt', ...HEAVY];
  const results = new Map<string, Figures[]>(variants.map((name) => [name, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? variants : variants.toReversed()) {
        const count = HEAVY.includes(name) ? Math.ceil(prompts / 10) : prompts;
        results.get(name)?.push(measure(name, `http://127.0.0.1:${port}`, count));
      }
    }
  } finally {
    server.kill();
  }

  const bare = results.get('bare') as Figures[];
  console.log(`CPU for each prompt, concurrency 64, medians of ${rounds} rounds of ${prompts} prompts`);
  for (const [name, figures] of results) {
    const ratio = median(figures.map(({ cpu }, round) => cpu / (bare[round] as Figures).cpu));
    console.log(
      `  ${name.padEnd(10)} ${median(figures.map(({ cpu }) => cpu))
        .toFixed(1)
        .padStart(6)} us  ` +
        `${ratio.toFixed(2).padStart(5)} x bare  ` +
        `${Math.round(median(figures.map(({ rate }) => rate)))
          .toLocaleString('en')
          .padStart(7)}/s  ` +
        `${Math.round(median(figures.map(({ rssMb }) => rssMb)))} MB`,
    );
  }
}

function measure(variant: string, url: string, count: number): Figures {
  const script = fileURLToPath(new URL('./variant.ts', import.meta.url));
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, variant, url, String(count)], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Figures;
}
