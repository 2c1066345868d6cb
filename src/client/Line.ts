import type { Socket } from 'node:net';

/** Where a client of the pool has its connection, of which it has one at a time. */
export interface Line {
  socket: Socket | undefined;
  /** The connection is still being made. */
  dialling: boolean;
  /** Something was answered over it. */
  used: boolean;
}
