import { readFileSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { SimulatorOptions } from '../../simulator/SimulatorOptions.js';
import type { SimulateFlags } from './SimulateFlags.js';

/** What the flags say of TLS. @throws {ConfigError} for a certificate without a key, and what cannot be read. */
export function readTls({ tls, tlsCert, tlsKey }: SimulateFlags): NonNullable<SimulatorOptions['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return tls ?? false;
  if (tlsCert === undefined) throw new ConfigError('--tls-key needs --tls-cert FILE');
  if (tlsKey === undefined) throw new ConfigError('--tls-cert needs --tls-key FILE');
  return { cert: read('--tls-cert', tlsCert), key: read('--tls-key', tlsKey) };
}

function read(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`${flag} ${path} cannot be read: ${reasonOf(error)}`, error);
  }
}
