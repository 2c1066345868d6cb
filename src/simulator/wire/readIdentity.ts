import { createSecureContext } from 'node:tls';
import { ConfigError } from '../../errors/ConfigError.js';
import type { ReadSimulatorOptions } from '../SimulatorOptions.js';
import { selfSignedCertificate, type TlsIdentity } from './selfSignedCertificate.js';

/** The certificate to serve with, made when none is given; null for plain HTTP. @throws {ConfigError} */
export function readIdentity({ tls, http2, host }: ReadSimulatorOptions): TlsIdentity | null {
  if (typeof tls !== 'object') return tls || http2 ? selfSignedCertificate(host) : null;
  try {
    createSecureContext(tls);
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`options.tls: no certificate with its key, as PEM (${message})`, error);
  }
  return tls;
}
