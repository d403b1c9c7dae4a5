import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Stagehand } from '../../main/practice/stagehand.ts';
import type { Site } from '../../preload/contract.ts';
import { call } from './call.ts';
import { expect, expectAccessible, test } from './shell.ts';
import { openDevice, walk } from './walk.ts';

const go = (page: import('@playwright/test').Page, name: string) =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

test('the BIOS update procedure: locked while the flash runs, through a silent iDRAC, to the version read back', async ({
  app,
  page,
}) => {
  test.setTimeout(300_000);
  await page.getByLabel('Time scale').selectOption('60');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  const packages = await call(app, 'practice.packages');
  const file = packages.ok ? (packages.value as string[]).find((path) => /BIOS_PRACT/.test(path)) : undefined;
  if (file === undefined) throw new Error('the practice rack has no BIOS package');
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const sites = await call(app, 'sites.list');
  const site = (sites.ok ? (sites.value as Site[]) : []).find(({ practice }) => practice !== null);
  if (!site) throw new Error('no practice site');
  const stage = new Stagehand(site);
  await stage.fault('idrac-silent');

  await go(page, 'Run');
  await page.getByLabel('Procedure').selectOption('us-dell-bios-update');
  await page.getByLabel('Appliance', { exact: true }).selectOption('us-a');
  await page.getByRole('button', { name: 'Start run' }).click();
  const answers = {
    'bitlocker/status': { 'bitlocker.state': 'off' },
    'tag/card': 'RHPRAC1',
    site: { 'us.haRole': 'standalone', 'us.backup': 'this morning', 'us.powerFeeds': 'redundant' },
    order: 'current',
    package: {
      ...{ 'bios.target': '2.12.2', 'bios.package': file, 'bios.packageTag': 'RHPRAC1', 'bios.fit': 'ok' },
      ...{ 'bios.vendorSha256': sha256, 'bios.packageSha256': sha256, 'bios.packageVersion': '2.12.2' },
    },
    suspend: { 'bitlocker.suspended': 'no' },
    confirm: 'RHPRAC1',
    update: 'go',
    prompt: { 'bitlocker.prompt': 'no' },
    'in-service': true,
  };
  expect(await walk(page, answers, 'update')).toBe('update');
  await expectAccessible(page);

  // The person says go, and looks at the power buttons while the flash runs.
  const card = page.locator('[data-step="update"]');
  await card.locator('form input').fill('RHPRAC1');
  await card.locator('form button[type=submit]').click();
  await expect.poll(async () => (await stage.state()).dell.jobs.length, { timeout: 60_000 }).toBeGreaterThan(0);
  await openDevice(page, 'US A');
  const off = page.getByRole('button', { name: 'Power off', exact: true });
  await expect(off).toHaveAttribute('aria-disabled', 'true');
  await expect(off).toHaveAccessibleDescription(/I-(HW-017|GEN-006)/);

  await go(page, 'Run');
  expect(await walk(page, answers, null)).toBe('finished');
  expect((await stage.state()).dell.versions).toMatchObject({ BIOS: '2.12.2' });
});
