import { execFileSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureResume } from './measureResume.js';

/**
 * Ten million lines of a file, all different, through a `run` whose calls answer at once, cache off, rows to a file: how
 * fast, on how much memory, how many outstanding, and whether each has its row. Then how long `rxprompt run` takes to go
 * on where it finds all of these rows, or half of them. Takes 6 GB of disk for its time.
 */
export async function rows({ lines = 10_000_000 } = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-rows-'));
  try {
    const input = join(folder, 'prompts.txt');
    const output = join(folder, 'rows.jsonl');
    writeLines(input, lines);
    tell(measureAnswers(input, output, lines), await countRows(output, lines));
    for (const { what, seconds, peakMb } of await measureResume(folder, input, output)) {
      console.log(`  ${what.padEnd(48)} ${seconds.toFixed(2)} s  peak ${Math.round(peakMb)} MB`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Answered {
  readonly lines: number;
  readonly seconds: number;
  /** At each tenth. */
  readonly memoryMb: readonly number[];
  readonly peakMb: number;
  /** Outstanding at most. */
  readonly most: number;
  readonly window: number;
}

function tell({ lines, seconds, memoryMb, peakMb, most, window }: Answered, whole: number): void {
  console.log(`${grouped(lines)} different lines through a run whose calls answer at once, rows to a file`);
  console.log(
    `  ${grouped(whole)} rows, each position once; ${seconds.toFixed(1)} s, ${grouped(Math.round(lines / seconds))} lines/s; ` +
      `at most ${most} outstanding of a window of ${grouped(window)}`,
  );
  console.log(
    `  memory at each tenth: ${memoryMb.map(Math.round).join(', ')} MB; peak ${Math.round(peakMb)} MB`,
  );
}

function measureAnswers(input: string, output: string, lines: number): Answered {
  const script = fileURLToPath(new URL('./answerAll.mjs', import.meta.url));
  const said = execFileSync(process.execPath, [script, input, output, `${lines}`], { encoding: 'utf8' });
  return JSON.parse(said) as Answered;
}

function writeLines(path: string, lines: number): void {
  const file = openSync(path, 'w');
  let text = '';
  for (let index = 0; index < lines; index++) {
    text += `Question ${index}: what is the capital of country number ${index % 1_000}, and since when?\n`;
    if (text.length < 1_000_000 && index + 1 < lines) continue;
    writeSync(file, text);
    text = '';
  }
  closeSync(file);
}

/** How many positions have one row and no more. */
async function countRows(path: string, lines: number): Promise<number> {
  const seen = new Uint8Array(lines);
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 1024 * 1024 })) {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    for (const row of whole) {
      const seq = Number(row.slice('{"seq":'.length, row.indexOf(',')));
      seen[seq] = (seen[seq] ?? 0) + 1;
    }
  }
  return seen.reduce((sum, times) => sum + (times === 1 ? 1 : 0), 0);
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
