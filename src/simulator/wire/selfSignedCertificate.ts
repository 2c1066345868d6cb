import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { der } from './der.js';

/** A certificate with its key, both PEM. */
export interface TlsIdentity {
  readonly cert: string;
  readonly key: string;
}

const dayMs = 86_400_000;
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/**
 * A new key (P-256) and a certificate that it has signed itself: for `localhost`, both loopback addresses and `host`,
 * from yesterday for a year. In the form of RFC 5280; no program outside Node takes part.
 */
export function selfSignedCertificate(host: string, now = new Date()): TlsIdentity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der.sequence(der.oid(ecdsaWithSha256));
  const name = der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.utf8('rxprompt simulate'))));
  const hosts = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  const body = der.sequence(
    der.context(0, true, der.integer(Buffer.of(2))),
    // The first bit is off: the number is positive, and as long as it says.
    der.integer(Buffer.concat([Buffer.of(0x4d), randomBytes(15)])),
    algorithm,
    name,
    der.sequence(der.time(new Date(now.getTime() - dayMs)), der.time(new Date(now.getTime() + 365 * dayMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.context(
      3,
      true,
      der.sequence(
        // It is its own authority: a client that is given it as one trusts it.
        extension('2.5.29.19', true, der.sequence(der.true())),
        extension('2.5.29.17', false, der.sequence(...hosts.map(nameOf))),
      ),
    ),
  );
  const certificate = der.sequence(body, algorithm, der.bits(sign('sha256', body, privateKey)));
  return { cert: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.true()] : []), der.octets(value));
}

function nameOf(host: string): Buffer {
  const version = isIP(host);
  if (version === 0) return der.context(2, false, Buffer.from(host));
  return der.context(7, false, version === 4 ? Buffer.from(host.split('.').map(Number)) : ipv6Bytes(host));
}

function ipv6Bytes(address: string): Buffer {
  // The URL parser writes it without a tail in dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const words = (text: string | undefined) => (text ? text.split(':') : []);
  const [before, after] = [words(head), words(tail)];
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  const all = [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
