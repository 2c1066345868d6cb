import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './median.js';

/**
 * CPU of a line in the audit log, all cleaning and the writing to a file with it: our logger, and pino by its own
 * API. The variants in turn, each in a process of its own.
 */
export function audit({ rounds = 5, lines = 200_000 } = {}): void {
  const script = fileURLToPath(new URL('./auditRun.mjs', import.meta.url));
  const variants = ['none', 'createAuditLogger', 'pino'];
  const results = new Map<string, number[]>(variants.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of variants) {
      const output = execFileSync(process.execPath, [script, name, String(lines)], { encoding: 'utf8' });
      results.get(name)?.push((JSON.parse(output) as { us: number }).us);
    }
  }
  console.log(`CPU of a line in the audit log, ${rounds} rounds of ${lines.toLocaleString('en')} lines`);
  for (const [name, us] of results) {
    const least = Math.min(...us).toFixed(2);
    console.log(`  ${name.padEnd(18)} median ${median(us).toFixed(2)} us, least ${least}`);
  }
}
