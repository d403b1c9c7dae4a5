// The rebuild of a U-Series from its manufacturing image, by the command line on the practice rack: a stale stick is noticed, a
// stick that is missing is made up for by what Windows lists, and after the rebuild the new keys are demanded and proven.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { KeysView, ProofView, RunView } from '../../preload/contract.ts';
import { Rehearsal } from './support/rack.ts';

const PASSPHRASE = 'four words are better';
const DEVICE = ['--site', 'practice', '--device', 'us-a'];
type Answer = Record<string, string | number | boolean> | true;

/** What the technician enters; guides that ask for nothing are clicked. */
const answers = (firstKeyId: string): Record<string, Answer> => ({
  'tag/card': { 'tag.label': 'RHPRAC1' },
  plan: {
    ...{ 'recovery.model': 'u20', 'us.haRole': 'standalone', 'recovery.reach': 'online' },
    'recovery.machineName': 'us-vienna-1',
  },
  secured: {
    ...{ 'recovery.owner': 'Ms Berg', 'recovery.backup': 'offBox', 'recovery.cryptoKey': 'offBox' },
    ...{ 'recovery.certificates': 'offBox', 'recovery.serials': 'offBox', 'recovery.securedPlace': 'share 3' },
  },
  supplies: {
    ...{ 'recovery.windowsLicence': 'atHand', 'recovery.sqlLicence': 'atHand', 'recovery.keyStick': 'atHand' },
  },
  ...keysOf('bitlocker', 'missing'),
  restart: true,
  'boot-options': { 'recovery.screen': 'options' },
  prompt: { 'bitlocker.prompt': 'yes' },
  'prompt-id': { 'bitlocker.promptId': firstKeyId.slice(0, 8) },
  'enter-key': { 'bitlocker.unlock': 'accepted' },
  ...{ repair: true, troubleshoot: true, 'reset-your-pc': true },
  'drive-prompt': { 'bitlocker.prompt': 'no' },
  ...{ 'next-page': true, 'remove-files': true },
  confirm: { 'tag.confirm': 'RHPRAC1', 'recovery.firstPerson': 'Mr Kern', 'recovery.secondPerson': 'Ms Berg' },
  reset: true,
  imaging: { 'recovery.imageSeen': 'done' },
  'insert-stick': { 'recovery.keyStickSerial': 'stick 4' },
  'first-reboot': { 'recovery.setupSeen': 'encrypting' },
  progress: { 'recovery.percentShown': 100 },
  ...keysOf('new-keys', 'found'),
  'update-appliance': true,
  'auto-update': { 'recovery.updateSeen': 'finished', 'recovery.versions': '24.1' },
  licences: { 'recovery.windowsEntered': true, 'recovery.sqlEntered': true },
  prepare: true,
  restore: { 'recovery.restored': 'all restored' },
  'in-service': { 'us.answers': true },
  'hand-over': { 'recovery.oldCopies': 'sheets shredded' },
});
const keysOf = (at: string, stick: string): Record<string, Answer> => ({
  [`${at}/status`]: { 'bitlocker.state': 'on' },
  [`${at}/find`]: { 'bitlocker.stick': stick },
  ...{ [`${at}/collect`]: true, [`${at}/list`]: true, [`${at}/volumes`]: true },
  [`${at}/copy`]: { 'bitlocker.copyPlace': 'safe in room 2, Ms Berg' },
});

it('rebuilds the practice U-Series: stale and missing stick, power locked, old keys dead, new keys proven', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 600, env: { RACKHAND_PASSPHRASE: PASSPHRASE } });
  const folder = path.join(rehearsal.home, 'keys');
  const carried = async () =>
    (await rehearsal.json<{ stick: string | null; disk: string }>(['site', 'practice-keys', folder])).document;
  const status = () => rehearsal.json<{ keys: KeysView }>(['bitlocker', 'status', ...DEVICE]);
  const locked = async () => (await rehearsal.run(['power', 'off', ...DEVICE])).code;

  // A stick of a former life: well formed, and it belongs to no volume here.
  await rehearsal.referee.fault('key-stick-stale');
  const stale = await carried();
  expect((await rehearsal.run(['bitlocker', 'keys', stale.stick ?? '', ...DEVICE])).code).toBe(0);
  const tried = await rehearsal.json<ProofView>(['bitlocker', 'prove', stale.disk, ...DEVICE]);
  expect(tried.code).toBe(5);
  expect(tried.document.tried.map(({ failure }) => failure?.code)).toEqual(
    Array(2).fill('bitlocker.no-such-protector'),
  );
  expect(await status()).toMatchObject({ code: 8, document: { keys: { ready: false } } });

  // No stick at all: Windows lists the keys.
  await rehearsal.referee.fault('none');
  await rehearsal.referee.fault('key-stick-missing');
  expect((await carried()).stick).toBeNull();
  const firstKeyId =
    tried.document.keys.volumes?.[0]?.protectors.find(({ kind }) => kind === 'recovery-password')?.id ?? '';
  const begun = await rehearsal.json<RunView>([
    ...['run', 'start', 'us-appliance-recovery', '--site', 'practice', '--bind', 'server=us-a'],
    ...['--answers', rehearsal.answersOf(answers(firstKeyId))],
  ]);
  expect(begun).toMatchObject({ code: 8, document: { status: 'open', current: { path: 'bitlocker/stale' } } });
  const resume = (more: Record<string, Answer>) =>
    rehearsal.json<RunView>([
      ...['run', 'resume', begun.document.id],
      ...['--answers', rehearsal.answersOf({ ...answers(firstKeyId), ...more })],
    ]);
  expect(await locked(), 'keys first').toBe(4);
  const listings = readdirSync(folder).filter((name) => /^listing-.*txt$/.test(name));
  for (const name of listings)
    expect((await rehearsal.run(['bitlocker', 'keys', path.join(folder, name), ...DEVICE])).code).toBe(0);
  expect((await rehearsal.run(['bitlocker', 'prove', stale.disk, ...DEVICE])).code).toBe(5); // the stale ones still fail
  expect((await status()).document.keys.ready).toBe(true);

  // Imaging: nobody switches this machine off.
  const rebuilding = resume({ 'bitlocker/stale': true });
  await expect.poll(async () => (await rehearsal.referee.state()).appliance.stage, { timeout: 60_000 }).toBe('imaging');
  expect(await locked(), 'no power while imaging').toBe(4);
  expect(await status()).toMatchObject({ code: 8, document: { keys: { ready: false } } });

  // The new keys: on the stick that the appliance has written.
  expect(await rebuilding).toMatchObject({ code: 8, document: { current: { path: 'new-keys/missing' } } });
  await rehearsal.referee.fault('none');
  const fresh = await carried();
  expect((await rehearsal.run(['bitlocker', 'keys', fresh.stick ?? '', ...DEVICE])).code).toBe(0);
  expect((await rehearsal.run(['bitlocker', 'prove', fresh.disk, ...DEVICE])).code).toBe(0);

  const { code, document, stderr } = await resume({ 'new-keys/missing': true });
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  expect((await rehearsal.referee.state()).appliance).toMatchObject({ stage: 'shipped', generation: 2, disasters: [] });
  const { keys } = (await status()).document;
  expect(keys.keys.filter(({ dead }) => dead !== null).length).toBeGreaterThan(0);
  expect(keys.keys.filter(({ dead, grade }) => dead === null && grade === 'sector')).toHaveLength(2);
  expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
});
