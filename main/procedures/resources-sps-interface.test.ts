/** What the SPS upgrades leave to the node's own REST interface, and the second way wherever it does not do it. */
import { describe, expect, it } from 'vitest';
import { answer, next, order, type RunState } from './engine.ts';
import type { ActionIntent } from './events.ts';
import { blocking } from './interlocks.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Reader, shippedFiles, startedShipped } from './testing/sps.ts';
import { type Interface, KEPT, RestRack } from './testing/sps-rest.ts';

const library = loaded(shippedFiles());
const HASH = String(practiceAnswers('ha-cluster')['upload-firmware']);
const NAMES = { standalone: 'sps-upgrade-standalone', 'ha-cluster': 'sps-upgrade-ha-cluster' } as const;

const INTENT: ActionIntent = {
  ...{ id: 'i', action: 'sps.api.upgrade', deviceId: 'sps-a', deviceName: 'SPS A', serial: 'RH-SPS-A', bmc: '' },
  ...{ path: null, before: null, process: { pid: 1, start: '1' } },
};
const FILE = { 'firmware.file': '/media/sps-5.8.0.iso', 'firmware.test.isoHash': HASH };
function upgrade(which: keyof typeof NAMES, rest: Partial<Interface>, change: Record<string, unknown> = {}) {
  const rack = new RestRack(rest);
  const answers = {
    ...practiceAnswers(which),
    'choose-file': FILE,
    'send-firmware': 'go',
    'debug-bundle/store': { 'debugBundle.place': 'share', 'debugBundle.copyHash': KEPT },
    // Who restarts has tests of its own below.
    'choose-way': 'hand',
    ...change,
  };
  const plain = startedShipped(library, NAMES[which], rack, answers);
  return { rack, driver: plain };
}
const visited = ({ events }: Driver, path: string) =>
  events.some(({ type, data }) => type === 'step.begun' && data.path === path);
const byHand = practiceAnswers('ha-cluster')['debug-bundle/store'];
const SECOND = { 'debug-bundle/store': byHand };

describe.each(['standalone', 'ha-cluster'] as const)('the %s upgrade over REST', (which) => {
  it('uploads and fetches the bundle itself; nobody is asked to do it', () => {
    const { driver, rack } = upgrade(which, {});
    expect(driver.run().status).toBe('finished');
    expect(rack.sent).toEqual([
      ['sps.api.upload', { file: FILE['firmware.file'], sha256: HASH, version: '5.8.0' }],
      ['sps.api.bundle', {}],
    ]);
    expect([visited(driver, 'upload-firmware'), visited(driver, 'debug-bundle/create')]).toEqual([false, false]);
    expect(driver.state?.facts['debugBundle.keptHash']?.value).toBe(KEPT);
  });
  it.each([
    ['nobody has an account', { calls: null }, 0],
    ['the interface refuses', { outcome: 'failed', effect: false }, 2],
    ['it was taken, and nothing came of it', { outcome: 'not-done', effect: false }, 2],
    ['the outcome is unknown, and nothing shows it', { outcome: 'unknown', effect: false }, 2],
  ] as const)('is done by hand where %s, and nothing is sent twice', (_when, rest, sent) => {
    const { driver, rack } = upgrade(which, rest, SECOND);
    expect(driver.run().status).toBe('finished');
    expect(rack.sent).toHaveLength(sent);
    expect([visited(driver, 'upload-firmware'), visited(driver, 'debug-bundle/create')]).toEqual([true, true]);
  });
  it('takes an upload of unknown outcome for done when the slot shows it', () => {
    const { driver, rack } = upgrade(which, { outcome: 'unknown' }, SECOND);
    expect(driver.run().status).toBe('finished');
    expect([rack.sent.length, visited(driver, 'upload-firmware')]).toEqual([2, false]);
  });
  it('leaves the upload to the browser where the release has no call for it, or the file is not here', () => {
    const release = upgrade(which, { calls: false });
    const browser = upgrade(which, {}, { 'choose-file': {} });
    for (const { driver, rack } of [release, browser]) {
      expect(driver.run().status).toBe('finished');
      expect(rack.sent.map(([action]) => action)).toEqual(['sps.api.bundle']);
      expect(visited(driver, 'upload-firmware')).toBe(true);
    }
  });
  it('refuses another file than the planned one, and a copy that differs from the bundle', () => {
    const other = { ...FILE, 'firmware.test.isoHash': 'f'.repeat(64) };
    const file = upgrade(which, {}, { 'choose-file': other });
    expect(() => file.driver.run()).toThrow(expect.objectContaining({ fact: 'firmware.test.isoHash' }));
    expect(() => upgrade(which, {}, SECOND).driver.run()).toThrow(
      expect.objectContaining({ fact: 'debugBundle.copyHash' }),
    );
  });
  it('sends nothing without a go', () => {
    const { driver, rack } = upgrade(which, {}, { 'send-firmware': 'wait' });
    const state = driver.run((_, what) => what.do === 'order');
    expect([state.position, rack.sent]).toMatchObject([{ path: 'send-firmware' }, []]);
  });
  it('sends nothing again after a take-over in the middle', () => {
    const { driver, rack } = upgrade(which, {});
    driver.run(({ position }) => position.kind === 'step' && position.path === 'debug-bundle/store');
    const second = new Driver(
      rack,
      new Reader({
        ...practiceAnswers(which),
        'choose-way': 'hand',
        'debug-bundle/store': {
          'debugBundle.place': 'share',
          'debugBundle.copyHash': KEPT,
        },
      }),
    );
    second.takeOver(driver.events);
    expect([second.run().status, rack.sent.length]).toEqual(['finished', 2]);
  });
});

describe('activation and restart by the tool', () => {
  const byTool = (rest: Partial<Interface> = {}, change: Record<string, unknown> = {}) =>
    upgrade('standalone', rest, { 'choose-way': 'tool', 'bundle-choice': 'skip', ...change });
  const upgrades = ({ sent }: RestRack) => sent.filter(([action]) => action === 'sps.api.upgrade');

  it.each(['done', 'not-done', 'unknown'] as const)(
    'goes to the watch after %s, with T0 the moment it was sent',
    (outcome) => {
      const { driver, rack } = byTool({ upgrade: outcome });
      const end = driver.run();
      expect([end.status, upgrades(rack)]).toEqual(['finished', [['sps.api.upgrade', { version: '5.8.0' }]]]);
      expect([visited(driver, 'activate-firmware'), visited(driver, 'reboot-node')]).toEqual([false, false]);
      const intent = driver.events.find(({ type, data }) => type === 'action.intended' && data.path === 'send-upgrade');
      expect([end.facts.t0?.at, end.facts['reboot.ordered']?.at]).toEqual([intent?.at, intent?.at]);
    },
  );
  it('locks no power and counts no time before the go', () => {
    const { driver, rack } = byTool({}, { 'send-upgrade': 'wait' });
    const state = driver.run(
      ({ position }, what) => what.do === 'order' && 'path' in position && position.path === 'send-upgrade',
    );
    expect(state.position).toMatchObject({ path: 'send-upgrade', begun: true });
    expect([state.facts.t0, state.facts['reboot.ordered'], upgrades(rack)]).toEqual([undefined, undefined, []]);
    const power = { action: 'power.off', deviceId: 'sps-a', siteId: 'practice' } as const;
    const rules = () => blocking(driver.state as RunState, power, driver.now).map(({ rule }) => rule);
    expect(rules()).not.toContain('I-SPS-015');
    driver.append(...order(state, 'send-upgrade', driver.now));
    const intent = { ...INTENT, path: 'send-upgrade', parameters: { version: '5.8.0' } };
    driver.append({ type: 'action.intended', data: intent });
    expect(rules()).toContain('I-SPS-015');
  });
  it('is asked about again when nothing was sent, and done by hand then', () => {
    const { driver } = byTool({ upgrade: 'failed' });
    const state = driver.run(
      ({ steps }, what) => what.do === 'ask' && steps['send-upgrade'] === undefined && visited(driver, 'send-upgrade'),
    );
    expect([state.position, state.facts.t0, state.facts['reboot.ordered']]).toMatchObject([
      { path: 'choose-way' },
      undefined,
      undefined,
    ]);
    driver.append(...answer(state, 'choose-way', { 'upgrade.way': 'hand' }, driver.now));
    expect(driver.run().status).toBe('finished');
    expect([visited(driver, 'activate-firmware'), visited(driver, 'reboot-node')]).toEqual([true, true]);
  });
  it('is not offered where the release has no call for it, or nobody an account', () => {
    for (const calls of [false, null]) {
      const { driver, rack } = byTool({ calls }, SECOND);
      // Without an account nothing else is done by the tool either.
      const end =
        calls === null ? driver.run() : upgrade('standalone', { calls }, { 'choose-way': 'tool' }).driver.run();
      expect(end.status).toBe('finished');
      expect([visited(driver, 'choose-way'), upgrades(rack)]).toEqual([false, []]);
    }
  });
  it('is chosen anew, with a new T0, when the node never restarted', () => {
    const { driver, rack } = byTool(
      { upgrade: 'unknown', effect: false },
      { ...SECOND, 'watch/never-went-down': 'not-restarted' },
    );
    const first = driver.run(({ position }) => 'path' in position && position.path === 'watch/never-went-down');
    const t0 = first.facts.t0?.at ?? '';
    const again = driver.run(
      ({ position }, what) => what.do === 'ask' && 'path' in position && position.path === 'choose-way',
    );
    driver.append(...answer(again, 'choose-way', { 'upgrade.way': 'hand' }, driver.now));
    const end = driver.run();
    expect([end.status, upgrades(rack).length, (end.facts.t0?.at ?? '') > t0]).toEqual(['finished', 1, true]);
  });
  it('is refused by the rules that refuse the two clicks', () => {
    const { driver, rack } = byTool(
      {},
      { 'preflight/window': { 'window.start': '2020-01-01T00:00:00Z', 'window.end': '2020-01-02T00:00:00Z' } },
    );
    const state = driver.run((_, what) => what.do === 'blocked' && what.path === 'send-upgrade');
    expect(next(state, driver.now)).toMatchObject({
      do: 'blocked',
      path: 'send-upgrade',
      verdicts: [{ rule: 'I-SPS-036' }],
    });
    expect(upgrades(rack)).toEqual([]);
  });
});
