import { expect, test } from 'vitest';
import type { ConsoleChunk, ConsoleReplay, Events, Result } from '../../../preload/contract.ts';
import { base64Of } from './base64.ts';
import { follow } from './follow.ts';

const at = '2026-01-01T00:00:00.000Z';
/** A machine that prints, a recording that has it all, and a screen whose frames pass at once. */
function stage() {
  let printed = '';
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  let listener: (chunk: ConsoleChunk) => void = () => {};
  const screen = { text: '', waiting: 0, failures: [] as string[] };
  const chunk = (from: number, to: number): ConsoleChunk => ({
    siteId: 's',
    deviceId: 'd',
    recording: 'r',
    offset: from,
    at,
    data: base64Of(printed.slice(from, to)),
  });
  const following = follow(
    'r',
    {
      replay: (_, offset) =>
        new Promise<Result<ConsoleReplay>>((resolve) => {
          asked.push(offset);
          answers.push(() =>
            resolve({ ok: true, value: { chunks: [chunk(offset, offset + 4)], marks: [], size: printed.length } }),
          );
        }),
      live: (name, heard) => {
        if (name === 'console.output') listener = heard as (payload: Events['console.output']) => void;
        return () => {};
      },
    },
    {
      write(bytes, _, done) {
        screen.text += new TextDecoder().decode(bytes);
        done();
      },
      mark: (_, done) => done(),
      waiting(bytes) {
        screen.waiting = bytes;
      },
      failed: (f) => screen.failures.push(f.code),
    },
    (run) => run(),
  );
  const settle = async () => {
    while (answers.length > 0) {
      answers.shift()?.();
      for (let i = 0; i < 5; i++) await Promise.resolve();
    }
  };
  const print = (text: string, heard = true) => {
    const from = printed.length;
    printed += text;
    if (heard) listener(chunk(from, printed.length));
  };
  return { following, screen, print, settle, asked };
}

test('what was printed before is replayed in pieces, then the live output follows without asking', async () => {
  const s = stage();
  s.print('before ', false);
  s.print('the screen ', false);
  await s.settle();
  s.print('and now');
  expect(s.screen.text).toBe('before the screen and now');
  expect(s.asked).toEqual([0, 4, 8, 12, 16]);
});

test('a stretch that never came is fetched, and live output that overtakes the answer is not doubled', async () => {
  const s = stage();
  await s.settle();
  s.print('lost', false);
  s.print('heard');
  s.print('more');
  expect(s.screen.text).toBe('');
  await s.settle();
  expect(s.screen.text).toBe('lostheardmore');
});

test('a pause shows nothing, says how much waits, and then goes on where it stopped', async () => {
  const s = stage();
  await s.settle();
  s.print('one');
  s.following.pause(true);
  s.print('two');
  s.print('three');
  expect([s.screen.text, s.screen.waiting]).toEqual(['one', 8]);
  s.following.pause(false);
  await s.settle();
  expect([s.screen.text, s.screen.waiting]).toEqual(['onetwothree', 0]);
});
