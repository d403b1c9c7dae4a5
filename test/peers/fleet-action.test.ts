import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import type { ActionResult } from '../../preload/contract.ts';
import { rackhandFleet } from './support/fleet.ts';
import { ADMIN } from './support/lab.ts';

// Power actions on several BMCs. Practice BMCs, because each has a serial and a list of what it has executed.

const SERIALS = ['S1', 'S2', 'S3'];
let home: string;
let bmcs: PracticeBmc[];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'rackhand-fleet-'));
  bmcs = await Promise.all(SERIALS.map((serial) => startBmc({ serial })));
});
afterEach(async () => {
  await Promise.all(bmcs.map((bmc) => bmc.close()));
  rmSync(home, { recursive: true, force: true });
});

const addresses = () => bmcs.map(({ host, port }) => `${host}:${port}`);
const executed = () => bmcs.map((bmc) => bmc.executed);

async function act(verb: string, ...more: string[]) {
  const args = ['power', verb, ...addresses(), '--user', ADMIN.user, '--json', ...more];
  const result = await rackhandFleet(args, home);
  const document = result.stdout === '' ? null : (JSON.parse(result.stdout) as Document);
  return { ...result, document };
}
interface Document {
  results: ActionResult[];
  notAttempted: { name: string; reason: string }[];
  error?: { code: string };
}

test('one after the other, in the order named, when every chassis is confirmed', async () => {
  const { exitCode, document, stderr } = await act('on', '--yes-each', 'S3,S1', 'S2');
  expect(exitCode, stderr).toBe(0);
  expect(document?.results.map(({ serial, outcome }) => [serial, outcome])).toEqual(SERIALS.map((s) => [s, 'done']));
  expect(executed()).toEqual([['on'], ['on'], ['on']]);
  const times = document?.results.map(({ at }) => Date.parse(at)) ?? [];
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

describe('nothing is sent to anyone', () => {
  test.each([
    ['without a confirmation', [], 2],
    ['when one chassis is not confirmed', ['--yes-each', 'S1', 'S2'], 5],
    ['when one is confirmed that does not answer', ['--yes-each', 'S1', 'S2', 'S3', 'S4'], 5],
  ])('%s', async (_, confirmation, code) => {
    const { exitCode, stderr } = await act('on', ...confirmation);
    expect(exitCode, stderr).toBe(code);
    expect(executed()).toEqual([[], [], []]);
  });
});

describe('one in the middle whose outcome is unknown', () => {
  beforeEach(() => {
    for (const bmc of bmcs) bmc.chassis.on();
    bmcs[1]?.faults.loseNextReply('chassis-control');
  });

  test('ends it, exits 7, and names what was not attempted', async () => {
    const { exitCode, document, stderr } = await act('reset', '--yes-each', ...SERIALS);
    expect(exitCode, stderr).toBe(7);
    expect(document?.results.map(({ outcome }) => outcome)).toEqual(['done', 'unknown']);
    expect(document?.notAttempted.map(({ name }) => name)).toEqual(addresses().slice(2));
    expect(executed()).toEqual([['reset'], ['reset'], []]);
    expect(stderr).toContain(`not attempted: ${addresses()[2]}`);
  });

  test('with --keep-going the others are done, and it still exits 7', async () => {
    const { exitCode, document, stderr } = await act('reset', '--keep-going', '--yes-each', ...SERIALS);
    expect(exitCode, stderr).toBe(7);
    expect(document?.results.map(({ outcome }) => outcome)).toEqual(['done', 'unknown', 'done']);
    expect(executed()).toEqual([['reset'], ['reset'], ['reset']]);
  });
});

test('a whole site is read by its name, device by device', async () => {
  const file = join(home, 'site.yaml');
  const devices = addresses().map(
    (address, index) =>
      `  - { id: d${index}, name: Node ${index}, product: sps, serial: ${SERIALS[index]}, bmc: { address: "${address}", user: ${ADMIN.user} } }`,
  );
  writeFileSync(file, ['format: rackhand-site/1', 'name: Rack', 'devices:', ...devices, ''].join('\n'));
  const imported = await rackhandFleet(['site', 'import', file], home);
  expect(imported.exitCode, imported.stderr).toBe(0);
  bmcs[1]?.chassis.on();
  const { exitCode, stdout, stderr } = await rackhandFleet(['power', 'status', '--site', 'rack', '--json'], home);
  expect(exitCode, stderr).toBe(0);
  const { results } = JSON.parse(stdout) as { results: { device: string; power: string }[] };
  expect(results.map(({ device, power }) => [device, power])).toEqual([
    ['Node 0', 'off'],
    ['Node 1', 'on'],
    ['Node 2', 'off'],
  ]);
});
