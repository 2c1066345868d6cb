/** What little of ASN.1's DER (ITU-T X.690) a certificate takes: each function gives one encoded value. */
export const der = {
  sequence: (...parts: readonly Buffer[]) => tagged(0x30, ...parts),
  set: (...parts: readonly Buffer[]) => tagged(0x31, ...parts),
  /** `2.5.4.3` */
  oid(dotted: string): Buffer {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
  },
  /** A whole number that is not negative. */
  integer: (bytes: Buffer) => tagged(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes),
  true: () => tagged(0x01, Buffer.of(0xff)),
  bits: (bytes: Buffer, unused = 0) => tagged(0x03, Buffer.of(unused), bytes),
  octets: (...parts: readonly Buffer[]) => tagged(0x04, ...parts),
  utf8: (text: string) => tagged(0x0c, Buffer.from(text)),
  /** `YYMMDDhhmmssZ`: good until 2049. */
  time: (at: Date) => tagged(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`)),
  /** `[number]` around something, or in place of its own tag. */
  context: (number: number, constructed: boolean, ...parts: readonly Buffer[]) =>
    tagged((constructed ? 0xa0 : 0x80) + number, ...parts),
};

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 0x80 ? [body.length] : longLength(body.length);
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function longLength(length: number): number[] {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 + bytes.length, ...bytes];
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
