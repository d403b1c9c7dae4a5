/** Connections cut after any number of bytes, either way: no change is carried out twice, and no result claims too much. */
import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { racadmOverSsh } from '../../main/idrac/racadm/racadm.ts';
import { seeded } from '../../main/ports/seeded.ts';
import { startDellSsh } from '../../main/practice/idrac/ssh.ts';
import { dellState } from '../../main/practice/idrac/state.ts';
import type { StreamPort } from '../../main/ssh/stream.ts';

const PASSWORD = 'Nebel+Bank-8';
const ROUNDS = 240;

/** A socket that dies once it has carried so many bytes, sent and received. */
function mortal(budget: number): StreamPort {
  return {
    open: (host, port) =>
      new Promise((resolve, reject) => {
        const socket: Socket = connect({ host, port, noDelay: true }, () => resolve(socket));
        socket.once('error', reject);
        socket.on('error', () => undefined);
        let left = budget;
        const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
        socket.write = (chunk: Uint8Array, ...rest: unknown[]) => {
          left -= chunk.length;
          // What would go beyond is not sent at all: a packet is cut before it, not inside.
          if (left < 0) socket.destroy();
          return left < 0 ? false : write(chunk, ...rest);
        };
        const push = socket.push.bind(socket);
        socket.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
          left -= chunk?.length ?? 0;
          if (left < 0 && chunk) socket.destroy();
          return left < 0 && chunk ? false : push(chunk, encoding);
        };
      }),
  };
}

test.each([
  ['exec', false],
  ['interactive shell', true],
])('%s', async (_name, shellOnly) => {
  const state = dellState({ personality: 'idrac9', serviceTag: 'ABC1234', password: PASSWORD });
  await using server = await startDellSsh({ state, shellOnly });
  const random = seeded(shellOnly ? 31 : 30);
  const outcomes = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    const id = `JID_${String(round).padStart(12, '0')}`;
    const { racadm } = racadmOverSsh({
      host: server.host,
      port: server.port,
      user: 'root',
      password: PASSWORD,
      pin: server.fingerprint,
      streams: mortal(2000 + Math.floor(random() * 4000)),
    });
    const result = await racadm.deleteJob(id);
    outcomes.set(id, result.kind);
    expect(JSON.stringify(result) + ('error' in result ? result.error.stack : '')).not.toContain(PASSWORD);
    await racadm.close();
  }
  const kinds: Record<string, number> = {};
  for (const [id, kind] of outcomes) {
    const executed = server.executed.filter((line) => line.includes(id)).length;
    expect(executed).toBeLessThanOrEqual(1);
    // There is no such job, so the practice server refuses what reaches it.
    if (kind === 'rejected') expect(executed).toBe(1);
    if (kind === 'not-sent') expect(executed).toBe(0);
    expect(kind).not.toBe('accepted');
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  // Cuts that fall before, into and after the command: a seed that misses one of them proves nothing.
  expect(Object.keys(kinds).sort()).toEqual(['lost', 'not-sent', 'rejected']);
});
