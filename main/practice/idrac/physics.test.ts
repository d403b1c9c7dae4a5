import { expect, test } from 'vitest';
import {
  answers,
  openSession,
  orderPower,
  orderUpdate,
  removeJob,
  restartManager,
  settle,
  DELL_TIMES as times,
} from './physics.ts';
import { type DellFault, dellState } from './state.ts';

const BIOS = 159;
const IDRAC = 25227;

function server(...faults: DellFault[]) {
  const state = dellState({ personality: 'idrac9', serviceTag: 'ABC1234', password: 'x' });
  for (const fault of faults) state.faults.add(fault);
  const version = (id: number) => state.components.find(({ componentId }) => componentId === id)?.version;
  return { state, version };
}

test('a BIOS is staged, flashed in the self test, and proven by its version', () => {
  const { state, version } = server();
  const job = orderUpdate(state, BIOS, '2.22.2', 0, times);
  settle(state, 1e9, times);
  expect(job.state).toBe('Scheduled');
  expect(orderPower(state, 'cycle', 1e9, times)).toBe(true);
  expect([job.state, removeJob(state, job.id)]).toEqual(['Running', 'running']);
  settle(state, 1e9 + times.biosFlash - 1, times);
  expect([job.percent, version(BIOS)]).toEqual([99, '2.10.2']);
  settle(state, 1e9 + times.biosFlash, times);
  expect([job.state, job.percent, version(BIOS)]).toEqual(['Completed', 100, '2.22.2']);
  expect(state.postUntil).toBe(1e9 + times.biosFlash);
  expect(removeJob(state, job.id)).toBe(true);
  expect(removeJob(state, job.id)).toBe(false);
});

test('power cut under a BIOS flash damages it', () => {
  const { state, version } = server();
  const job = orderUpdate(state, BIOS, '2.22.2', 0, times);
  orderPower(state, 'reset', 0, times);
  expect(orderPower(state, 'off', 1000, times)).toBe(true);
  expect(job).toMatchObject({ state: 'Failed', messageId: 'UEFI0298' });
  settle(state, 1e9, times);
  expect(version(BIOS)).toBe('2.10.2');
});

test('an iDRAC flash begins at once, and the iDRAC restarts with its sessions gone', () => {
  const { state, version } = server();
  openSession(state, 'SSH', 'root', 0, 4);
  orderUpdate(state, IDRAC, '7.00.00.00', 0, times);
  settle(state, times.managerFlash, times);
  expect([version(IDRAC), state.sessions.length]).toEqual(['7.00.00.00', 0]);
  expect(answers(state, times.managerFlash + times.managerRestart - 1)).toBe(false);
  expect(answers(state, times.managerFlash + times.managerRestart)).toBe(true);
});

test('who logs in after a restart that is settled late stays logged in', () => {
  const { state } = server();
  orderUpdate(state, IDRAC, '7.00.00.00', 0, times);
  openSession(state, 'SSH', 'root', 1e9, 4);
  settle(state, 1e9, times);
  expect(state.sessions).toHaveLength(1);
  restartManager(state, 2e9, times);
  expect(state.sessions).toEqual([]);
});

test('what can go wrong with a job', () => {
  const refused = server('signature-refused');
  expect(orderUpdate(refused.state, BIOS, '9', 0, times)).toMatchObject({ state: 'Failed', messageId: 'RED007' });
  expect(orderUpdate(refused.state, 4711, '9', 0, times)).toMatchObject({ state: 'Failed', messageId: 'RED097' });

  const lost = server('job-lost');
  orderUpdate(lost.state, IDRAC, '9', 0, times);
  settle(lost.state, times.managerFlash / 2, times);
  expect(lost.state.jobs).toEqual([]);

  const unchanged = server('version-unchanged');
  const job = orderUpdate(unchanged.state, IDRAC, '9', 0, times);
  settle(unchanged.state, times.managerFlash, times);
  expect([job.state, unchanged.version(IDRAC)]).toEqual(['Completed', '5.10.00.00']);

  const silent = server('silent');
  orderUpdate(silent.state, IDRAC, '9', 0, times);
  settle(silent.state, times.managerFlash, times);
  expect(silent.state.silentUntil).toBe(times.managerFlash / 2 + times.silence);
});

test('power that is so already, numbers of jobs, sessions that run out', () => {
  const { state } = server();
  expect([orderPower(state, 'on', 0, times), orderPower(state, 'nmi', 0, times)]).toEqual([false, true]);
  expect([orderPower(state, 'off', 0, times), orderPower(state, 'cycle', 0, times)]).toEqual([true, false]);
  const ids = Array.from({ length: 20 }, () => orderUpdate(state, BIOS, '9', 5, times).id);
  expect(new Set(ids).size).toBe(20);
  expect(ids.every((id) => /^JID_\d{12}$/.test(id))).toBe(true);
  const slots = Array.from({ length: 3 }, () => openSession(state, 'SSH', 'root', 0, 2)?.id ?? null);
  expect(slots).toEqual([1, 2, null]);
});

test('every change of power is on record, with the self test that it brings', () => {
  const { state } = server();
  orderUpdate(state, BIOS, '2.22.2', 0, times);
  orderPower(state, 'on', 1, times);
  orderPower(state, 'nmi', 2, times);
  orderPower(state, 'graceful-shutdown', 3, times);
  orderPower(state, 'reset', 4, times);
  orderPower(state, 'on', 5, times);
  const flashed = 5 + times.biosFlash;
  orderPower(state, 'cycle', flashed, times);
  expect(state.powerChanges).toEqual([
    { to: 'off', at: 3, postUntil: 0 },
    { to: 'on', at: 5, postUntil: flashed },
    { to: 'reset', at: flashed, postUntil: flashed + times.post },
  ]);
});
