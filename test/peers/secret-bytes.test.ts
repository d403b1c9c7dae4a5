import path from 'node:path';
import { expect, test } from 'vitest';
import { runProcess } from './support/run-process.ts';

// Wiping is promised for what lies in Buffers. V8 has its own mind about small ones: here a process looks into its own memory.

const child = path.join(import.meta.dirname, 'support/secret-bytes.child.ts');
async function copiesLeft(maker: string, use: string): Promise<number> {
  const args = ['--expose-gc', '--disable-warning=ExperimentalWarning', child, maker, use];
  const { stdout, stderr, exitCode } = await runProcess(process.execPath, args);
  expect(exitCode, stderr).toBe(0);
  return Number(stdout);
}

test.each(['subarray', 'gc'])('secret bytes are wiped for good, after %s too', async (use) => {
  expect(await copiesLeft('secret', use)).toBe(0);
});

// Should this fail one day, V8 has changed its mind, and secretBytes may have become needless.
test.each([
  ['alloc', 'subarray'],
  ['alloc', 'gc'],
  ['slow', 'subarray'],
  ['slow', 'gc'],
])('what Buffer makes (%s) leaves copies after %s that no fill reaches', async (maker, use) => {
  expect(await copiesLeft(maker, use)).toBeGreaterThan(0);
});
