import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Endpoint } from '../peers/support/lab.ts';

/** Links with a round trip time before all of these, in a process of their own, so that nobody's clock is theirs. */
export async function startSlowLinks(
  targets: readonly Endpoint[],
  rttMs: number,
): Promise<AsyncDisposable & { links: Endpoint[] }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'slow-links.child.ts'), String(rttMs), ...targets.map(({ port }) => String(port))],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const complaints = text(child.stderr);
  const ended = once(child, 'exit');
  const [first] = await Promise.race([once(createInterface(child.stdout), 'line'), ended.then(() => [])]);
  if (typeof first !== 'string') throw new Error(`no slow links: ${await complaints}`);
  const ports = JSON.parse(first) as number[];
  return {
    links: ports.map((port) => ({ host: '127.0.0.1', port })),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
