/** What the SPS upgrades leave to the node's own REST interface, and the second way wherever it does not do it. */
import { describe, expect, it } from 'vitest';
import type { ActionName, Outcome } from '../../preload/contract.ts';
import type { ProbeAnswer, ProbeOrder } from './engine.ts';
import type { ActionParameters, Binding } from './events.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { practiceAnswers, Rack, Reader, shippedFiles, startedShipped } from './testing/sps.ts';

const library = loaded(shippedFiles());
const HASH = String(practiceAnswers('ha-cluster')['upload-firmware']);
const KEPT = 'e'.repeat(64);
const NAMES = { standalone: 'sps-upgrade-standalone', 'ha-cluster': 'sps-upgrade-ha-cluster' } as const;

interface Interface {
  /** What `sps.calls` reads; null where there is no account. */
  calls: boolean | null;
  outcome: Outcome;
  /** Whether what was ordered can be read afterwards, whatever its outcome. */
  effect: boolean;
}

/** A rack whose node has a REST interface. */
class RestRack extends Rack {
  readonly sent: [ActionName, ActionParameters][] = [];
  readonly #rest: Interface;
  constructor(rest: Partial<Interface> = {}) {
    super();
    this.#rest = { calls: true, outcome: 'done', effect: true, ...rest };
  }
  override probe(order: ProbeOrder, now: number): ProbeAnswer {
    const { calls, effect } = this.#rest;
    const there = (action: ActionName) => effect && this.sent.some(([name]) => name === action);
    switch (order.probe) {
      case 'sps.calls':
        if (calls === null) throw new Error('no password is kept for this device');
        return { fields: { upload: calls, test: calls, upgrade: calls }, serial: null };
      case 'sps.firmware':
        return { fields: { uploaded: there('sps.api.upload') ? '5.8.0' : null, emptySlots: 1 }, serial: null };
      case 'sps.bundle':
        return { fields: { sha256: there('sps.api.bundle') ? KEPT : null }, serial: null };
      default:
        return super.probe(order, now);
    }
  }
  override perform(action: ActionName, binding: Binding, _now = 0, parameters: ActionParameters = {}): Outcome {
    if (!action.startsWith('sps.api.')) return super.perform(action, binding);
    this.sent.push([action, parameters]);
    return this.#rest.outcome;
  }
}

const FILE = { 'firmware.file': '/media/sps-5.8.0.iso', 'firmware.test.isoHash': HASH };
function upgrade(which: keyof typeof NAMES, rest: Partial<Interface>, change: Record<string, unknown> = {}) {
  const rack = new RestRack(rest);
  const answers = {
    ...practiceAnswers(which),
    'choose-file': FILE,
    'send-firmware': 'go',
    'debug-bundle/store': { 'debugBundle.place': 'share', 'debugBundle.copyHash': KEPT },
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
