import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a certificate to a file of its own, which goes away with the process; its path. It is no secret. */
export function writeCertificate(port: number, certificate: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxprompt-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, `simulate-${port}.pem`);
  writeFileSync(path, certificate);
  return path;
}
