import { beforeEach, expect, test } from 'vitest';
import type { ActionResult, Bridge, Device, IdracOrder, Result, Site } from '../../../preload/contract.ts';
import { start, useStore } from '../store.ts';
import { dismissErrand, type Errand, isRunning, keyOf, paceOf, phaseOf, startErrand, takeProgress } from './errand.ts';

const device = { id: 'us-a', idrac: null } as unknown as Device;
const site = { id: 'p', devices: [device] } as unknown as Site;
const order: IdracOrder = { action: 'firmware.update', file: '/stick/BIOS.EXE' };
const key = keyOf('p', 'us-a');
const errand = (): Errand | undefined => useStore.getState().errands[key];

let answer: (result: Result<ActionResult>) => void = () => undefined;
let asked: string[] = [];
beforeEach(async () => {
  asked = [];
  useStore.setState({ errands: {} });
  const invoke = (name: string) => {
    asked.push(name);
    if (name !== 'idrac.perform') return Promise.resolve({ ok: true, value: name === 'sites.list' ? [] : null });
    return new Promise((resolve) => {
      answer = resolve as typeof answer;
    });
  };
  await start({ invoke, subscribe: () => () => undefined } as unknown as Bridge);
  startErrand(site, device, order, 'TAG1234', null);
});

test('it runs until its outcome comes, and cannot be dismissed before', async () => {
  expect(isRunning(errand())).toBe(true);
  dismissErrand('p', 'us-a');
  expect(isRunning(errand())).toBe(true);
  answer({ ok: true, value: { outcome: 'done' } as ActionResult });
  await expect.poll(() => errand()?.result?.outcome).toBe('done');
  expect(asked.filter((name) => name === 'idrac.perform')).toHaveLength(1);
  dismissErrand('p', 'us-a');
  expect(errand()).toBeUndefined();
});

test('progress is kept while it runs; what comes late or is another device’s is not', async () => {
  takeProgress({ siteId: 'p', deviceId: 'other', sent: 1, size: 2 }, 0);
  takeProgress({ siteId: 'p', deviceId: 'us-a', sent: 10, size: 100 }, 1_000);
  takeProgress({ siteId: 'p', deviceId: 'us-a', sent: 30, size: 100 }, 3_000);
  expect(errand()).toMatchObject({ first: { sent: 10 }, last: { sent: 30 } });
  answer({ ok: false, error: { code: 'x', message: '' } });
  await expect.poll(() => errand()?.failure?.code).toBe('x');
  takeProgress({ siteId: 'p', deviceId: 'us-a', sent: 100, size: 100 }, 4_000);
  expect(errand()?.last?.sent).toBe(30);
  expect(Object.keys(useStore.getState().errands)).toEqual([key]);
});

test('phases and pace', () => {
  const sample = (sent: number, at: number) => ({ sent, size: 100, at });
  expect(phaseOf({ last: null })).toBe('preparing');
  expect(phaseOf({ last: sample(99, 0) })).toBe('uploading');
  expect(phaseOf({ last: sample(100, 0) })).toBe('installing');
  expect(paceOf({ first: sample(10, 0), last: sample(10, 0) })).toBeNull();
  expect(paceOf({ first: sample(10, 0), last: sample(30, 2_000) })).toEqual({ rate: 10, remaining: 7 });
});
