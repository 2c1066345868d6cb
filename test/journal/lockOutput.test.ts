import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { holderName, thisHolder } from '../../src/journal/Holder.js';
import { lockOutput } from '../../src/journal/lockOutput.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-lock-'));
const output = join(folder, 'out.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const here = thisHolder();
const leave = (holder: Partial<typeof here>) => {
  const path = `${output}.lock-${holderName({ ...here, ...holder })}`;
  writeFileSync(path, '');
  return path;
};

describe('lockOutput', () => {
  it('should be held once, and free after its release', async () => {
    const lock = await lockOutput(output);
    await expect(lockOutput(output)).rejects.toThrow(
      /out\.jsonl is being written by another run \(this process\)/,
    );
    const other = await lockOutput(join(folder, 'out.json'));
    lock.release();
    other.release();
    expect(readdirSync(folder)).toEqual([]);
    (await lockOutput(output)).release();
  });

  it('should respect a process that runs, and not one that is gone or whose number was used again', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("here"); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    const pid = child.pid as number;
    const { started } = JSON.parse(
      await (async () => {
        const probe = spawn('awk', ['{print "{\\"started\\":\\"" $22 "\\"}"}', `/proc/${pid}/stat`]);
        const [text] = await once(probe.stdout, 'data');
        return String(text);
      })(),
    );
    leave({ pid, started });
    await expect(lockOutput(output)).rejects.toThrow(`process ${pid}`);
    rmSync(leave({ pid, started }));
    leave({ pid, started: `${Number(started) - 1}` });
    (await lockOutput(output)).release();
    child.kill('SIGKILL');
    await once(child, 'exit');
    leave({ pid, started });
    (await lockOutput(output)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('should wait for another machine as long as that stirs', async () => {
    const path = leave({ host: '0123ab' });
    await expect(lockOutput(output)).rejects.toThrow(/on another machine; see .*0123ab/);
    const before = new Date(Date.now() - 61_000);
    utimesSync(path, before, before);
    (await lockOutput(output)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('should let one in of several that come at once', async () => {
    const code = `import { lockOutput } from ${JSON.stringify(join(import.meta.dirname, '../../src/journal/lockOutput.ts'))};
      process.stdin.once('data', async () => {
        try { await lockOutput(${JSON.stringify(output)}); console.log('in'); setInterval(() => {}, 1000); }
        catch { console.log('out'); }
      });
      console.log('ready');`;
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const said = children.map(({ stdout }) => once(stdout, 'data'));
    for (const { stdin } of children) stdin.write('go\n');
    const words = (await Promise.all(said)).map(([text]) => String(text).trim());
    for (const child of children) child.kill('SIGKILL');
    expect(words.filter((word) => word === 'in').length).toBeLessThanOrEqual(1);
    expect(words.filter((word) => word === 'out').length).toBeGreaterThanOrEqual(2);
  });
});
