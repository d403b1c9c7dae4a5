import { expect, test } from 'vitest';
import type { Result } from '../../../preload/contract.ts';
import { bytesOf } from './base64.ts';
import { createTypist } from './typist.ts';

test('keys go out in order, one message at a time, and stop at a failure', async () => {
  const sent: string[] = [];
  const answers: ((r: Result<null>) => void)[] = [];
  const failures: string[] = [];
  const type = createTypist(
    (data) => {
      sent.push(new TextDecoder().decode(bytesOf(data)));
      return new Promise((resolve) => answers.push(resolve));
    },
    (f) => failures.push(f.code),
  );
  const answer = async (r: Result<null>) => {
    answers.shift()?.(r);
    await Promise.resolve();
    await Promise.resolve();
  };
  type('r');
  type('e');
  type('b');
  expect(sent).toEqual(['r']);
  await answer({ ok: true, value: null });
  expect(sent).toEqual(['r', 'eb']);
  type('oot\r');
  await answer({ ok: false, error: { code: 'locked', message: '' } });
  expect([sent, failures]).toEqual([['r', 'eb'], ['locked']]);
  type('x');
  expect(sent).toEqual(['r', 'eb', 'x']);
});

test('a long paste goes in portions that join to what was pasted', async () => {
  const sent: Uint8Array[] = [];
  const text = 'ä€😀x'.repeat(3000);
  const type = createTypist(
    (data) => {
      sent.push(bytesOf(data));
      return Promise.resolve({ ok: true, value: null });
    },
    () => {},
  );
  type(text);
  for (let i = 0; i < 50; i++) await Promise.resolve();
  expect(Math.max(...sent.map((b) => b.length))).toBe(4096);
  const all = new Uint8Array(sent.flatMap((b) => [...b]));
  expect(new TextDecoder().decode(all)).toBe(text);
});
