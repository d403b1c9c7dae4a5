import { expect, test } from 'vitest';
import { SolConsole } from '../../ipmi/sol/console.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { BmcCore } from '../bmc/index.ts';
import { simNetwork } from '../bmc/sim.ts';
import { PARTS } from './boot-log.ts';
import { DURATION, type NodeEvent, type NodeState, reduceNode, type Surroundings } from './node.ts';
import { SerialConsole } from './serial-console.ts';

const around: Surroundings = { role: 'master', upgradeFails: false, slowBoot: false };
const SCALE = 60;

/** A node with its serial port, watched through a BMC by our own client. */
async function watched(node: NodeState, surroundings = around) {
  const clock = new SimulatedClock();
  const core = new BmcCore({ clock });
  const serial = new SerialConsole('sps-a', SCALE, clock);
  serial.plug(core.sol);
  let now = 0;
  let text = '';
  const login = { host: 'bmc', user: 'admin', password: 'adminpw' };
  const client = new SolConsole({ ...login, clock, datagrams: simNetwork(core, clock) }, (event) => {
    if (event.kind === 'data') text += event.bytes.toString('latin1');
  });
  serial.follow(node, surroundings, 0);
  await clock.run(client.open());
  return {
    clock,
    client,
    lines: () => text.replaceAll('\x1b[2J\x1b[1;1H', '').split('\r\n'),
    text: () => text,
    /** Lets the simulated time pass, then the event happen. */
    async after(event: NodeEvent, seconds: number) {
      await clock.advance((seconds * 1000) / SCALE);
      now += seconds;
      node = reduceNode(node, event, now, surroundings);
      serial.follow(node, surroundings, now);
      await clock.advance(200);
      return node;
    },
    /** The phase ends after `seconds`, and it is noticed `by` simulated seconds later, with nothing said in between. */
    async late(seconds: number, by: number) {
      node = reduceNode(node, { type: 'due' }, now + seconds, surroundings);
      now += seconds + by;
      serial.follow(node, surroundings, now);
      await clock.advance(200);
    },
    pass: (seconds: number) => clock.advance((seconds * 1000) / SCALE),
  };
}

const node: NodeState = { phase: { name: 'off', since: 0 }, version: '5.0.11', afterReboot: '5.8.0' };

test('the boot into new firmware is on the console from the first line to the login', async () => {
  const rig = await watched(node);
  await rig.after({ type: 'power.on' }, 5);
  await rig.after({ type: 'due' }, DURATION.boot);
  await rig.after({ type: 'due' }, DURATION.convert);
  await rig.pass(30);
  const lines = rig.lines();
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  const order = [
    'Practice BIOS',
    'Rackhand practice SPS 5.8.0 booting',
    `phase 1: converting the session database (1/${PARTS})`,
    `phase 1: converting the session database (${PARTS}/${PARTS})`,
    'phase 1: finished',
    'web interface is up',
  ].map(at);
  expect(order.every((place) => place >= 0)).toBe(true);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(lines.at(-1)).toBe('sps-a login: ');
});

test('no line is lost when the changes of phase are noticed late', async () => {
  const rig = await watched(node);
  await rig.after({ type: 'power.on' }, 1);
  const quick = rig.lines().length;
  await rig.late(DURATION.boot, DURATION.boot - 20);
  await rig.late(DURATION.convert, 40);
  await rig.pass(30);
  const lines = rig.lines();
  expect(quick).toBeLessThan(10);
  const parts = lines.filter((line) => line.includes('converting the session database'));
  expect(parts).toHaveLength(PARTS);
  for (const text of ['core firmware 5.0.11, next 5.8.0', 'do not switch off', 'phase 1: finished']) {
    expect(lines.filter((line) => line.includes(text))).toHaveLength(1);
  }
  expect(lines).toContain('starting clock ... ok');
  expect(lines.at(-1)).toBe('sps-a login: ');
});

test('a failed conversion says so and rolls back', async () => {
  const rig = await watched(node, { ...around, upgradeFails: true });
  await rig.after({ type: 'power.on' }, 1);
  await rig.after({ type: 'due' }, DURATION.boot);
  await rig.after({ type: 'due' }, DURATION.convert);
  await rig.after({ type: 'due' }, DURATION.rollBack);
  expect(rig.text()).toContain('phase 1: FAILED');
  expect(rig.text()).toContain('rollback: returning to 5.0.11');
});

test('switching off ends the output in the middle of a phase', async () => {
  const rig = await watched(node);
  await rig.after({ type: 'power.on' }, 1);
  await rig.after({ type: 'power.off' }, DURATION.boot / 4);
  const until = rig.text();
  await rig.pass(DURATION.boot);
  expect(until).toContain('Practice BIOS');
  expect(rig.text()).toBe(until);
});

test('keys are answered by the login prompt only, and a wrong login is no way in', async () => {
  const rig = await watched({ ...node, phase: { name: 'running', since: 0 }, version: '5.8.0' });
  expect(rig.text()).toBe('');
  rig.client.write(Buffer.from('\r'));
  await rig.pass(60);
  expect(rig.text()).toBe('\r\nsps-a login: ');
  rig.client.write(Buffer.from('root\x7f\x7ft\r'));
  await rig.pass(60);
  expect(rig.text()).toBe('\r\nsps-a login: root\b \b\b \bt\r\nPassword: \r\nLogin incorrect\r\nsps-a login: ');
});
