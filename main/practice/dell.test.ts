import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { PracticeDell } from './dell.ts';
import { orderPower, orderUpdate, scaledTimes } from './idrac/physics.ts';

const SCALE = 60;
const times = scaledTimes(SCALE);
const BIOS = 159;
let clock: SimulatedClock;
let dell: PracticeDell;
beforeEach(async () => {
  clock = new SimulatedClock();
  dell = await PracticeDell.start({ scale: SCALE, clock });
});
afterEach(() => dell.close());

const flash = async () => {
  orderUpdate(dell.state, BIOS, '2.12.2', clock.now(), times);
  orderPower(dell.state, 'reset', clock.now(), times);
  await clock.advance(times.biosFlash);
};

describe('the practice Dell server', () => {
  it('shows a referee its versions and jobs as they are by now', async () => {
    expect(dell.view()).toMatchObject({ deviceId: 'us-a', power: 'on', jobs: [], changes: [], racadm: [] });
    await flash();
    expect(dell.view()).toMatchObject({ versions: { BIOS: '2.12.2' }, jobs: [{ state: 'Completed' }] });
  });

  it.each([
    ['job-lost', { versions: { BIOS: '2.10.2' }, jobs: [] }],
    ['version-unchanged', { versions: { BIOS: '2.10.2' }, jobs: [{ state: 'Completed' }] }],
    ['signature-refused', { versions: { BIOS: '2.10.2' }, jobs: [{ state: 'Failed', messageId: 'RED007' }] }],
  ] as const)('takes the fault %s from the menu, and "none" takes it away', async (fault, seen) => {
    dell.fault(fault);
    await flash();
    expect(dell.view()).toMatchObject(seen);
    dell.fault(fault);
    dell.fault('none');
    await flash();
    expect(dell.view()).toMatchObject({ versions: { BIOS: '2.12.2' } });
  });

  it('has faults of its own only', () => {
    dell.fault('bmc-dead');
    expect(dell.state.faults.size).toBe(0);
    dell.fault('idrac-silent');
    dell.fault('default-password');
    expect([...dell.state.faults]).toEqual(['silent', 'default-password']);
  });

  it('has an authority of its own for its packages, the same for all of them', async () => {
    const { anchor } = dell;
    await dell.packages();
    expect(dell.anchor).toBe(anchor);
    await using other = await PracticeDell.start({ scale: SCALE, clock });
    expect(other.anchor).not.toBe(anchor);
  });
});
