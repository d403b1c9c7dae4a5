import type { Socket } from 'node:net';
import type { Connection } from '../ssh/ssh2.ts';

/** The library keeps it to itself; a practice server cuts and hurries it as a network would. */
export const socketOf = (connection: Connection): Socket => (connection as unknown as { _sock: Socket })._sock;
