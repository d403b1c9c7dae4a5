import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface Child {
  process: ChildProcess;
  /** What it writes to its standard output, line by line; ends when it has ended. */
  lines: AsyncIterator<string>;
  /** How it ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Another process that runs a TypeScript file beside the test, for what only several processes can show. */
export function startChild(script: URL, args: string[], env: Record<string, string> = {}): Child {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  // The iterator is made at once: lines that come before there is one are lost.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { process: child, lines, ended };
}

/** The next line of a child; throws when it ended instead. */
export async function nextLine({ lines }: Child): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw new Error('the child ended without a word');
  return value;
}
