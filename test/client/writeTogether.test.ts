import { once } from 'node:events';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { writeTogether } from '../../src/client/writeTogether.js';

type Piece = readonly [string | Buffer, BufferEncoding?];

/** What a server gets of the pieces that a socket is given between `cork` and `uncork`, and in how many writes. */
async function sent(pieces: readonly Piece[]) {
  const writes = vi.spyOn(Socket.prototype as Required<Socket>, '_write');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = new Socket().connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [peer] = (await once(server, 'connection')) as [Socket];
  writeTogether(socket);
  const received: Buffer[] = [];
  peer.on('data', (chunk) => received.push(chunk));
  socket.cork();
  for (const [piece, encoding] of pieces) socket.write(piece as string, encoding);
  socket.uncork();
  socket.end();
  await once(peer, 'end');
  server.close();
  const count = writes.mock.calls.length;
  writes.mockRestore();
  return { bytes: Buffer.concat(received), count };
}

describe('writeTogether', () => {
  it.each<[string, number, readonly Piece[]]>([
    ['a head and a body as one piece', 1, [['POST / \u00e9\r\n\r\n', 'latin1'], [Buffer.from('{"a":"漢"}')]]],
    [
      'each of several requests as one piece',
      2,
      [['a', 'latin1'], [Buffer.from('b')], ['c', 'latin1'], [Buffer.from('d')]],
    ],
    ['a large body as it is', 2, [['POST\r\n\r\n', 'latin1'], [Buffer.alloc(1_000_000, 'x')]]],
    ['a head without a body', 1, [['GET\r\n\r\n', 'latin1']]],
    ['a body without a head', 1, [[Buffer.from('b')]]],
    [
      'two heads in their order',
      2,
      [
        ['a', 'latin1'],
        ['b', 'latin1'],
      ],
    ],
    ['a text of another encoding as it is', 2, [['漢', 'utf8'], [Buffer.from('b')]]],
    [
      'a text of another encoding after a head',
      2,
      [
        ['a', 'latin1'],
        ['漢', 'utf8'],
      ],
    ],
  ])('should send %s', async (_, count, pieces) => {
    const expected = Buffer.concat(
      pieces.map(([piece, encoding]) => (typeof piece === 'string' ? Buffer.from(piece, encoding) : piece)),
    );
    const { bytes, count: seen } = await sent(pieces);
    expect(bytes.equals(expected)).toBe(true);
    expect(seen).toBe(count);
  });
});
