import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Lines of 1,000 different questions through a `run` at concurrency 256, the first answer slow, rows to a file: how
 * many calls are made, whether every row is there, and what it takes. In a process of its own, for its memory.
 */
export async function million({ lines = 1_000_000 } = {}): Promise<void> {
  const script = fileURLToPath(new URL('./millionRun.mjs', import.meta.url));
  const small = measure(script, Math.ceil(lines / 10));
  const large = measure(script, lines);
  console.log('Lines of 1,000 different questions, concurrency 256, the first answer slow');
  for (const { lines, calls, rows, seconds, peakMb } of [small, large]) {
    console.log(
      `  ${lines.toLocaleString('en').padStart(9)} lines  ${rows.toLocaleString('en')} rows  ${calls} calls  ` +
        `${seconds.toFixed(1)} s  ${Math.round(lines / seconds).toLocaleString('en')} lines/s  peak ${Math.round(peakMb)} MB`,
    );
  }
}

interface Measured {
  readonly lines: number;
  readonly calls: number;
  readonly rows: number;
  readonly seconds: number;
  readonly peakMb: number;
}

function measure(script: string, lines: number): Measured {
  return JSON.parse(
    execFileSync(process.execPath, [script, String(lines)], { encoding: 'utf8' }),
  ) as Measured;
}
