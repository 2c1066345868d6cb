import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Prints how many bytes more are among what is old at the last line than after the first 100,000. */
const RUN = `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { lastValueFrom, of } from 'rxjs';
  import { complete, createLedger, fromLines, runWith, toJsonl } from 'rxprompt';
  import { fakeReply } from 'rxprompt/testing';

  const old = () => getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size;
  const reply = fakeReply('an answer at once');
  const routes = [{ name: 'instant', call: () => of(reply), stream: () => of() }];
  const ledger = createLedger();
  const { take } = ledger;
  let lines = 0;
  let before;
  ledger.take = (prompt, bytes) => {
    take(prompt, bytes);
    if (++lines === 100_000) before = old();
  };
  async function* input() {
    for (let line = 0; line < 300_000; ) {
      let chunk = '';
      while (chunk.length < 60_000) chunk += 'Question ' + (line++ % 1_000) + ': what is the capital of it?\\n';
      yield chunk;
    }
  }
  await lastValueFrom(runWith({ ledger })(fromLines(input()), complete({ routes }, { flights: false }), toJsonl('/dev/null')));
  console.log(old() - before);
`;

describe('memory', () => {
  it('should keep nothing of prompts that have their row, not even until the next full collection', () => {
    const root = new URL('../..', import.meta.url);
    const args = ['--input-type=module', '-e', RUN];
    const grown = Number(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
    // 24 bytes, the text of one number of each, would be five megabytes.
    expect(grown / 200_000).toBeLessThan(14);
  });
});
