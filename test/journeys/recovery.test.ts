// The rebuild from the manufacturing image by the command line: keys collected from the stick and proven on the disk, Reset,
// power locked from every process, keys regenerated, the new ones collected and proven, in service again.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KeysView, RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const ENV = { RACKHAND_PASSPHRASE: 'a passphrase of the rehearsal' };
const DEVICE = ['--site', 'practice', '--device', 'us-a'];

/** The shipped answers, which drive the whole rehearsal at once; here in parts, with the keys carried off by hand in between. */
const file = path.join(root, 'resources/procedures/u-series/answers/practice-appliance-recovery.yaml');
const shipped = Object.entries(parse(readFileSync(file, 'utf8')) as Record<string, unknown>);
const at = (step: string) => shipped.findIndex(([name]) => name === step);
const part = (from: string, to: string, change: Record<string, unknown> = {}) => ({
  ...Object.fromEntries(shipped.slice(at(from), at(to) + 1)),
  ...change,
});

const before = part('tag/card', 'bitlocker/copy', { 'bitlocker/volumes': true });
const toReset = (keyId: string) => part('restart', 'reset', { 'prompt-id': keyId, 'drive-id': keyId.slice(0, 8) });
const toNewKeys = part('imaging', 'new-keys/find');
const toTheEnd = part('new-keys/collect', 'hand-over', { 'new-keys/volumes': true });

it('rebuilds the practice U-Series: old keys proven before Reset, new ones before the end, no power in between', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 300, env: ENV });
  const folder = path.join(rehearsal.home, 'carried-off');
  const stage = async () => (await rehearsal.referee.state()).appliance.stage;
  /** Stick and disk as they are now; the keys of the stick tried on the disk. */
  const proven = async () => {
    const { document } = await rehearsal.json<{ stick: string; disk: string }>(['site', 'practice-keys', folder]);
    expect((await rehearsal.run(['bitlocker', 'keys', document.stick, ...DEVICE])).code).toBe(0);
    expect((await rehearsal.run(['bitlocker', 'prove', document.disk, ...DEVICE])).code).toBe(0);
    const status = await rehearsal.json<{ keys: KeysView }>(['bitlocker', 'status', ...DEVICE]);
    expect(status).toMatchObject({ code: 0, document: { keys: { ready: true } } });
    return status.document.keys.keys.filter(({ dead }) => dead === null).map(({ id }) => id ?? '');
  };
  const go = (args: string[], given: Record<string, unknown>) =>
    rehearsal.json<RunView>(['run', ...args, '--answers', rehearsal.answersOf(given)]);

  // Without a key in the register nothing is restarted, whatever is said.
  const start = ['start', 'us-appliance-recovery', '--site', 'practice', '--bind', 'server=us-a'];
  const first = await go(start, { ...before, ...toReset('00000000') });
  expect(first.document.current?.path).toMatch(/^bitlocker\//);
  expect((await rehearsal.run(['power', 'cycle', ...DEVICE])).code).toBe(4);
  const { id } = first.document;

  const [oldKey = ''] = await proven();
  const reset = await go(['resume', id], { ...before, ...toReset(oldKey) });
  expect({ path: reset.document.current?.path, stderr: reset.stderr }).toMatchObject({ path: 'imaging' });
  for (const verb of ['off', 'cycle', 'reset']) {
    expect((await rehearsal.run(['power', verb, ...DEVICE])).code).toBe(4);
  }
  const dead = await rehearsal.json<{ keys: KeysView }>(['bitlocker', 'status', ...DEVICE]);
  expect(dead.document.keys).toMatchObject({ ready: false });
  expect(dead.document.keys.keys.every((key) => key.dead !== null)).toBe(true);

  const rebuilt = await go(['resume', id], toNewKeys);
  expect({ path: rebuilt.document.current?.path, stderr: rebuilt.stderr }).toMatchObject({ path: 'new-keys/collect' });
  await expect.poll(stage, { timeout: 60_000 }).toBe('encrypted');
  expect(await proven()).not.toContain(oldKey);
  const end = await go(['resume', id], toTheEnd);
  expect({ code: end.code, status: end.document.status, stderr: end.stderr }).toMatchObject({
    code: 0,
    status: 'finished',
  });
  expect((await rehearsal.referee.state()).appliance).toMatchObject({ stage: 'shipped', disasters: [] });
  expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
});

it.each([
  ['key-stick-stale', { 'bitlocker.stick': 'found' }, 'stale'],
  ['key-stick-missing', { 'bitlocker.stick': 'missing' }, 'list'],
] as const)('retrieves the keys in spite of %s, by what Windows has listed', async (fault, stick, stops) => {
  await using rehearsal = await Rehearsal.start({ scale: 300, env: ENV });
  const folder = path.join(rehearsal.home, 'carried-off');
  await rehearsal.referee.fault(fault);
  const carried = await rehearsal.json<{ stick: string | null; disk: string }>(['site', 'practice-keys', folder]);
  const { stick: found, disk } = carried.document;
  expect(found === null).toBe(fault === 'key-stick-missing');
  if (found !== null) await rehearsal.run(['bitlocker', 'keys', found, ...DEVICE]);
  await rehearsal.run(['bitlocker', 'volumes', disk, ...DEVICE]);

  const go = (args: string[], given: Record<string, unknown>) =>
    rehearsal.json<RunView>(['run', ...args, '--answers', rehearsal.answersOf(given)]);
  const start = ['start', 'us-bitlocker-key-retrieve', '--site', 'practice', '--bind', 'server=us-a'];
  const begun = { status: { 'bitlocker.state': 'on' }, find: stick, collect: true, volumes: true };
  const held = await go(start, begun);
  expect(held.document.current?.path).toBe(stops);

  // A listing in a file could be of another year: it counts once the volume has opened with it.
  const listings = ['listing-C.txt', 'listing-D.txt'].map((name) => path.join(folder, name));
  expect((await rehearsal.run(['bitlocker', 'keys', ...listings, ...DEVICE])).code).toBe(0);
  expect(await rehearsal.run(['bitlocker', 'status', ...DEVICE])).not.toMatchObject({ code: 0 });
  await rehearsal.run(['bitlocker', 'prove', disk, ...DEVICE]);
  const rest = { ...begun, stale: true, list: true, copy: { 'bitlocker.copyPlace': 'printed sheet, Ms Berg' } };
  const end = await go(['resume', held.document.id], rest);
  expect({ code: end.code, status: end.document.status, stderr: end.stderr }).toMatchObject({
    ...{ code: 0, status: 'finished' },
  });
});
