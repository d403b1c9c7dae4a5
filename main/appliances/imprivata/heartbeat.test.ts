import { describe, expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { type Heartbeats, lastOf, OVERDUE_S, silence, withBeat } from './heartbeat.ts';

const T = Date.UTC(2026, 2, 1, 20);
const beats = (...list: [from: string, at: number, body?: string][]): Heartbeats =>
  list.reduce<Heartbeats>((all, [from, at, body = 'ok']) => withBeat(all, from, at, Buffer.from(body)), {});

describe('heartbeats', () => {
  it('keep the newest of each sender, with its text', () => {
    const known = beats(['10.0.0.5', T, 'first'], ['::ffff:10.0.0.5', T + 5, 'second'], ['10.0.0.6', T + 3]);
    expect(known['10.0.0.5']).toEqual({ from: '10.0.0.5', at: T + 5, bytes: 6, text: 'second' });
    expect(Object.keys(known)).toEqual(['10.0.0.5', '10.0.0.6']);
  });
  it('of a host are its own, or else the newest of any', () => {
    const known = beats(['10.0.0.5', T], ['10.0.0.6', T + 3]);
    expect(lastOf(known, '10.0.0.5')?.at).toBe(T);
    expect(lastOf(known, 'imp-c.example')?.from).toBe('10.0.0.6');
    expect(lastOf({}, '10.0.0.5')).toBeNull();
    expect(lastOf(known, '__proto__')?.from).toBe('10.0.0.6');
  });
  it('are overdue after two of them and a minute, not before', () => {
    expect(silence(T, T + OVERDUE_S * 1000)).toEqual({ seconds: 660, overdue: false });
    expect(silence(T, T + (OVERDUE_S + 1) * 1000)).toEqual({ seconds: 661, overdue: true });
    expect(silence(T, T - 5_000)).toEqual({ seconds: 0, overdue: false });
  });
  it('take any body, keep little of it, and never more than 64 senders (seeded)', () => {
    const random = seeded(7);
    let all: Heartbeats = {};
    for (let n = 0; n < 2_000; n++) {
      const body = Buffer.from(Array.from({ length: Math.floor(random() * 3_000) }, () => Math.floor(random() * 256)));
      all = withBeat(all, `10.0.${Math.floor(random() * 4)}.${Math.floor(random() * 256)}`, T + n, body);
    }
    expect(Object.keys(all)).toHaveLength(64);
    for (const { text } of Object.values(all)) {
      expect(text.length).toBeLessThanOrEqual(2_001);
      expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });
});
