import { expect, it } from 'vitest';
import { DURATION, dueAt, type NodeEvent, type NodeState, type Phase, reduceNode, type Surroundings } from './node.ts';

const MASTER: Surroundings = { role: 'master', upgradeFails: false, slowBoot: false };
const SLAVE: Surroundings = { ...MASTER, role: 'slave' };
const OLD = '5.0.11';
const NEW = '5.8.0';

function node(phase: Phase['name'] | 'stopping to boot', afterReboot = OLD): NodeState {
  const state: Phase =
    phase === 'stopping' || phase === 'stopping to boot'
      ? { name: 'stopping', since: 100, into: phase === 'stopping' ? 'off' : 'boot' }
      : { name: phase, since: 100 };
  return { phase: state, version: OLD, afterReboot };
}

type Row = [from: Parameters<typeof node>, event: NodeEvent['type'], around: Surroundings, to: string, version: string];

it.each<Row>([
  // What power does.
  [['off'], 'power.on', SLAVE, 'booting', OLD],
  [['running'], 'power.on', SLAVE, 'running', OLD],
  [['converting', NEW], 'power.on', MASTER, 'converting', OLD],
  [['running'], 'power.off', MASTER, 'off', OLD],
  [['booting'], 'power.off', MASTER, 'off', OLD],
  [['off'], 'power.off', MASTER, 'off', OLD],
  [['running'], 'power.reset', MASTER, 'booting', OLD],
  [['off'], 'power.reset', MASTER, 'off', OLD],
  // What the operating system does.
  [['running'], 'os.shutdown', SLAVE, 'stopping', OLD],
  [['booting'], 'os.shutdown', SLAVE, 'booting', OLD],
  [['running'], 'os.reboot', MASTER, 'stopping', OLD],
  [['off'], 'os.reboot', MASTER, 'off', OLD],
  [['stopping'], 'due', SLAVE, 'off', OLD],
  [['stopping to boot'], 'due', MASTER, 'booting', OLD],
  // What a boot does with the firmware.
  [['booting'], 'due', MASTER, 'running', OLD],
  [['booting', NEW], 'due', MASTER, 'converting', OLD],
  [['booting', NEW], 'due', SLAVE, 'running', NEW],
  [['converting', NEW], 'due', MASTER, 'running', NEW],
  [['converting', NEW], 'due', { ...MASTER, upgradeFails: true }, 'rolling-back', OLD],
  [['rolling-back', NEW], 'due', MASTER, 'running', OLD],
  // Nothing is due to a node that rests.
  [['off'], 'due', MASTER, 'off', OLD],
  [['running'], 'due', MASTER, 'running', OLD],
])('%j --%s--> (%o) %s %s', (from, type, around, phase, version) => {
  const before = node(...from);
  const after = reduceNode(before, { type } as NodeEvent, 500, around);
  expect([after.phase.name, after.version]).toEqual([phase, version]);
  if (after.phase !== before.phase) expect(after.phase.since).toBe(500);
});

it('takes the chosen firmware at the next boot, and forgets it after a rollback', () => {
  const chosen = reduceNode(node('running'), { type: 'firmware.chosen', version: NEW }, 1, MASTER);
  expect(chosen).toEqual({ ...node('running'), afterReboot: NEW });
  expect(reduceNode(node('rolling-back', NEW), { type: 'due' }, 1, MASTER).afterReboot).toBe(OLD);
});

it.each<[Phase['name'], Surroundings, number | null]>([
  ['off', MASTER, null],
  ['running', MASTER, null],
  ['stopping', MASTER, DURATION.stop],
  ['booting', MASTER, DURATION.boot],
  ['converting', MASTER, DURATION.convert],
  ['converting', { ...MASTER, slowBoot: true }, DURATION.slowConvert],
  ['rolling-back', MASTER, DURATION.rollBack],
])('%s lasts (%o) %s s', (phase, around, seconds) => {
  expect(dueAt(node(phase), around)).toBe(seconds === null ? null : 100 + seconds);
});

it('keeps phase 1 inside the 10 to 20 minutes of the guide, and the slow one beyond its 30', () => {
  expect(DURATION.convert).toBeGreaterThanOrEqual(600);
  expect(DURATION.convert).toBeLessThanOrEqual(1200);
  expect(DURATION.stop + DURATION.boot + DURATION.slowConvert).toBeGreaterThan(1800);
});
