// One run of bench/audit.ts: prints what it took as JSON. Plain JavaScript: a compiler in the process would be measured too.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { from, tap } from 'rxjs';
import { auditLog, createAuditLogger } from 'rxprompt';
import { fakeReply } from 'rxprompt/testing';

const [variant, lines] = [process.argv[2], Number(process.argv[3])];
const folder = mkdtempSync(join(tmpdir(), 'rxprompt-bench-'));
const file = join(folder, 'audit.log');

const KINDS = 1_000;
const outcomes = Array.from({ length: KINDS }, (_, seq) => {
  const id = `line-${seq + 1}`;
  const content = `Question ${seq}: why does water boil earlier on a mountain than at the sea? Explain it as you would to a colleague who knows the field but not the case, in three sentences.`;
  // Texts as they come out of a file, in one piece; objects as `answerOf` makes them.
  const messages = JSON.parse(JSON.stringify([{ role: 'user', content }]));
  const { usage } = fakeReply('x'.repeat(200));
  return {
    status: 'ok',
    seq,
    id,
    prompt: { id, seq, messages },
    text: 'x'.repeat(200),
    model: 'deepseek-flash',
    route: 'api.deepseek.com',
    usage,
    costUsd: 1.3e-5 + seq * 1.01e-7,
    attempts: 1,
    cached: null,
  };
});

const makers = {
  none: () => tap({ next() {}, complete() {} }),
  createAuditLogger: async () => auditLog(await createAuditLogger(file)),
  pino: () =>
    auditLog(
      pino({ base: null }, pino.destination({ dest: file, minLength: 4_096, sync: true }).setMaxListeners(0)),
    ),
};
const operator = await makers[variant]();
const log = (count) => {
  function* some() {
    for (let index = 0; index < count; index++) yield outcomes[index % KINDS];
  }
  from(some()).pipe(operator).subscribe();
};

log(lines / 4);
const before = process.cpuUsage();
log(lines);
const { user, system } = process.cpuUsage(before);
rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify({ us: (user + system) / lines }));
process.exit(0);
