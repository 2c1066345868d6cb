import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../src/simulator/startSimulator.js';

const PROMPTS = 1_500;

/** A disk that fills up again and again, and is made larger each time; returns what does not hold. */
export async function fullDisk(main: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-disk-'));
  const disk = join(folder, 'disk');
  const mount = (...options: string[]) =>
    spawnSync('mount', [...options, disk], { stdio: 'ignore' }).status === 0;
  spawnSync('mkdir', [disk]);
  if (!mount('-t', 'tmpfs', '-o', 'size=128k', 'tmpfs')) {
    rmSync(folder, { recursive: true });
    console.log('a full disk: left out, because only root may mount one of its own');
    return [];
  }
  const server = await startSimulator();
  const wrong: string[] = [];
  let full = 0;
  try {
    const input = join(folder, 'prompts.txt');
    const output = join(disk, 'rows.jsonl');
    writeFileSync(input, Array.from({ length: PROMPTS }, (_, n) => `Tell me of ${n}\n`).join(''));
    let code: number | null = 1;
    for (let kilobytes = 128; code !== 0 && kilobytes < 1e5; kilobytes *= 2) {
      mount('-o', `remount,size=${kilobytes}k`);
      const args = [
        main,
        input,
        '-o',
        output,
        '--base-url',
        server.url,
        '--cache',
        'off',
        '--quiet',
        '--ordered',
      ];
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      [code] = (await once(child, 'close')) as [number | null];
      if (code === 1) full++;
      else if (code !== 0) wrong.push(`exit code ${code}`);
      const text = readFileSync(code === 0 ? output : `${output}.part`, 'utf8');
      if (text !== '' && !text.endsWith('\n')) wrong.push('a torn row was left');
    }
    const seqs = readFileSync(output, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { seq: number }).seq);
    if (seqs.length !== PROMPTS || seqs.some((seq, at) => seq !== at))
      wrong.push(`${seqs.length} rows at the end`);
  } finally {
    await server.close();
    spawnSync('umount', [disk]);
    rmSync(folder, { recursive: true });
  }
  console.log(`a full disk: filled up ${full} times`);
  return wrong;
}
