import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { ClipboardGuard, type DesktopClipboard } from './clipboard-guard.ts';

class Desktop implements DesktopClipboard {
  text = 'of somebody';
  /** Set to hold the next write back. */
  slow: Promise<void> | null = null;

  async writeText(text: string): Promise<void> {
    await this.slow;
    this.text = text;
  }
  async readText(): Promise<string> {
    return this.text;
  }
  clear(): void {
    this.text = '';
  }
}

function guarded() {
  const desktop = new Desktop();
  const clock = new SimulatedClock();
  return { desktop, clock, guard: new ClipboardGuard(desktop, clock) };
}
const FIRST = Buffer.from('first ☃');
const SECOND = Buffer.from('second');

test('what was written is gone after ten seconds', async () => {
  const { desktop, clock, guard } = guarded();
  await guard.write(FIRST);
  expect(desktop.text).toBe('first ☃');
  expect(FIRST.toString()).toBe('first ☃');
  await clock.advance(9_999);
  expect(desktop.text).toBe('first ☃');
  await clock.advance(1);
  expect(desktop.text).toBe('');
});

test('what somebody copied since stays', async () => {
  const { desktop, clock, guard } = guarded();
  await guard.write(FIRST);
  desktop.text = 'of somebody else';
  await clock.advance(60_000);
  expect(desktop.text).toBe('of somebody else');
  await guard.write(FIRST);
  desktop.text = '';
  await guard.clearIfOurs();
  expect(desktop.text).toBe('');
});

test('it is cleared on demand, and its time then runs no more', async () => {
  const { desktop, clock, guard } = guarded();
  await guard.clearIfOurs();
  expect(desktop.text).toBe('of somebody');
  await guard.write(FIRST);
  await guard.clearIfOurs();
  expect(desktop.text).toBe('');
  desktop.text = 'first ☃'; // the same words, but somebody's own now
  await clock.advance(60_000);
  await guard.clearIfOurs();
  expect(desktop.text).toBe('first ☃');
});

test('a second secret has ten seconds of its own', async () => {
  const { desktop, clock, guard } = guarded();
  await guard.write(FIRST);
  await clock.advance(6_000);
  await guard.write(SECOND);
  await clock.advance(6_000);
  expect(desktop.text).toBe('second');
  await clock.advance(4_000);
  expect(desktop.text).toBe('');
});

test('a lock that comes while the desktop is still writing wins', async () => {
  const { desktop, clock, guard } = guarded();
  const gate = Promise.withResolvers<void>();
  desktop.slow = gate.promise;
  const writing = guard.write(FIRST);
  await guard.clearIfOurs();
  expect(desktop.text).toBe('of somebody');
  gate.resolve();
  await writing;
  expect(desktop.text).toBe('');
  await clock.advance(60_000);
  expect(desktop.text).toBe('');
});

test('a desktop that does not answer at the end of the time breaks nothing', async () => {
  const { desktop, clock, guard } = guarded();
  await guard.write(FIRST);
  desktop.readText = () => Promise.reject(new Error('no display'));
  await clock.advance(60_000);
  await guard.clearIfOurs();
  desktop.readText = async () => desktop.text;
  await guard.write(SECOND);
  await clock.advance(10_000);
  expect(desktop.text).toBe('');
});
