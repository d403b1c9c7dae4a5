import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { Stagehand } from '../../main/practice/stagehand.ts';
import type { Commands, KeysView, Site } from '../../preload/contract.ts';
import { call } from './call.ts';
import { expect, expectAccessible, test } from './shell.ts';
import { openDevice, walk } from './walk.ts';

type App = Parameters<typeof call>[0];
const link = (page: Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
async function backToRun(page: Page): Promise<void> {
  await link(page, 'Run');
  await expect(page.locator('[data-run-status]')).toBeVisible();
}

async function value<K extends keyof Commands>(app: App, name: K, ...args: unknown[]): Promise<Commands[K]['result']> {
  const result = await call(app, name, ...args);
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result)}`);
  return result.value as Commands[K]['result'];
}

/** What a technician enters, beside the clicks on guides that ask for nothing. */
const answers = (keyId: string) => ({
  'tag/card': 'RHPRAC1',
  plan: {
    ...{ 'recovery.model': 'u20', 'us.haRole': 'standalone', 'recovery.reach': 'online' },
    'recovery.machineName': 'us-vienna-1',
  },
  secured: {
    ...{ 'recovery.owner': 'Ms Berg', 'recovery.backup': 'offBox', 'recovery.cryptoKey': 'offBox' },
    ...{ 'recovery.certificates': 'unused', 'recovery.serials': 'offBox', 'recovery.securedPlace': 'share 3' },
  },
  supplies: { 'recovery.windowsLicence': 'atHand', 'recovery.sqlLicence': 'atHand', 'recovery.keyStick': 'atHand' },
  'bitlocker/status': { 'bitlocker.state': 'on' },
  'bitlocker/find': 'found',
  ...{ 'bitlocker/collect': true, 'bitlocker/list': true, 'bitlocker/volumes': true, 'bitlocker/stale': true },
  'bitlocker/copy': 'printed sheet, Ms Berg',
  restart: true,
  'boot-options': { 'recovery.screen': 'options' },
  prompt: { 'bitlocker.prompt': 'yes' },
  'prompt-id': keyId.slice(0, 8),
  'enter-key': { 'bitlocker.unlock': 'accepted' },
  ...{ repair: true, troubleshoot: true, 'reset-your-pc': true },
  'drive-prompt': { 'bitlocker.prompt': 'no' },
  ...{ 'next-page': true, 'remove-files': true },
  confirm: { 'tag.confirm': 'RHPRAC1', 'recovery.firstPerson': 'Mr Kern', 'recovery.secondPerson': 'Ms Berg' },
  reset: true,
  imaging: { 'recovery.imageSeen': 'done' },
  'insert-stick': 'stick 4',
  'first-reboot': { 'recovery.setupSeen': 'encrypting' },
  progress: 100,
  'new-keys/status': { 'bitlocker.state': 'on' },
  'new-keys/find': 'found',
  ...{ 'new-keys/collect': true, 'new-keys/volumes': true },
  'new-keys/copy': 'stick in the safe',
  'update-appliance': true,
  'auto-update': { 'recovery.updateSeen': 'finished', 'recovery.versions': '24.1' },
  licences: { 'recovery.windowsEntered': true, 'recovery.sqlEntered': true },
  prepare: true,
  restore: 'all of it',
  'in-service': true,
  'hand-over': 'shredded',
});

test('the rebuild of a U-Series: a stale stick, a missing one, no power while imaging, new keys demanded and proven', async ({
  app,
  page,
}) => {
  test.setTimeout(400_000);
  await page.getByLabel('Time scale').selectOption('300');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  const site = (await value(app, 'sites.list')).find(({ practice }: Site) => practice !== null);
  if (!site) throw new Error('no practice site');
  const stage = new Stagehand(site);
  const at = [site.id, 'us-a'] as const;
  const stageIs = (name: string) =>
    expect.poll(async () => (await stage.state()).appliance.stage, { timeout: 90_000 }).toBe(name);

  // The stick that was found is of a former life.
  await stage.fault('key-stick-stale');
  const stale = await value(app, 'practice.keys');
  await value(app, 'vault.open', 'correct horse battery');
  await value(app, 'keys.collect', ...at, { kind: 'path', path: stale.stick });
  const { keys } = await value(app, 'keys.prove', ...at, stale.disk, null);
  expect(keys).toMatchObject({ ready: false });
  const keyId = keys.volumes?.[0]?.protectors.find(({ kind }) => kind === 'recovery-password')?.id ?? '';

  await link(page, 'Run');
  await page.getByLabel('Procedure').selectOption('us-appliance-recovery');
  await page.getByLabel('Appliance', { exact: true }).selectOption('us-a');
  await page.getByRole('button', { name: 'Start run' }).click();
  expect(await walk(page, answers(keyId), 'bitlocker/stale')).toBe('bitlocker/stale');
  await expectAccessible(page);

  // No other stick is found: what Windows lists is pasted.
  await stage.fault('none');
  await stage.fault('key-stick-missing');
  const missing = await value(app, 'practice.keys');
  expect(missing.stick).toBeNull();
  for (const letter of ['C', 'D']) {
    const text = readFileSync(path.join(path.dirname(missing.disk), `listing-${letter}.txt`), 'utf8');
    await value(app, 'keys.collect', ...at, { kind: 'text', text });
  }
  expect(await value(app, 'keys.view', ...at)).toMatchObject({ ready: true });
  expect(await walk(page, answers(keyId), 'imaging')).toBe('imaging');
  await expectAccessible(page);

  // Reset was clicked: the old keys are dead, and nobody switches this machine off.
  const dead: KeysView = await value(app, 'keys.view', ...at);
  expect(dead.keys.every((key) => key.dead !== null)).toBe(true);
  await openDevice(page, 'US A');
  const off = page.getByRole('button', { name: 'Power off', exact: true });
  await expect(off).toHaveAttribute('aria-disabled', 'true');
  await expect(off).toHaveAccessibleDescription(/I-HW-0(01|10)/);

  await stage.fault('none');
  await backToRun(page);
  expect(await walk(page, answers(keyId), 'new-keys/collect')).toBe('new-keys/collect');
  await stageIs('encrypted');
  const fresh = await value(app, 'practice.keys');
  await value(app, 'keys.collect', ...at, { kind: 'path', path: fresh.stick });
  await value(app, 'keys.prove', ...at, fresh.disk, null);
  expect(await walk(page, answers(keyId), null)).toBe('finished');
  expect((await stage.state()).appliance).toMatchObject({ stage: 'shipped', generation: 2, disasters: [] });
  expect((await value(app, 'keys.view', ...at)).keys.filter((key) => key.dead === null)).toMatchObject([
    { grade: 'sector' },
    { grade: 'sector' },
  ]);
});
