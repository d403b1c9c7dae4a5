import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './shell.ts';
import { openDevice } from './walk.ts';

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

async function rehearse(page: Page, fault: string): Promise<void> {
  await page.getByLabel('Fault to rehearse').selectOption(fault);
  await expect(page.getByText(/^Fault set:/).last()).toBeVisible();
}

test('a fault of the practice menu is seen on the face, in the card, in the sensors and in the event log', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await page.getByLabel('Time scale').selectOption('60');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  await go(page, 'Rack');
  await expect(page.getByRole('link', { name: /^SPS A, .*health OK/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^SPS B, .*health OK/ })).toBeVisible();

  await go(page, 'Sites');
  await rehearse(page, 'fan-failed');
  await go(page, 'Rack');
  const face = page.getByRole('link', { name: /^SPS B, .*health (warning|critical|not recoverable)/ });
  await expect(face).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await face.click();

  await page.getByRole('tab', { name: 'Health' }).click();
  const troubles = page.getByRole('region', { name: /need(s)? attention/ });
  await expect(troubles).toContainText(/fan/i);
  await expect(troubles.getByRole('img', { name: /RPM.*lower critical/ }).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('tab', { name: 'Events' }).click();
  await expect(page.getByRole('table', { name: 'Events' })).toContainText(/fan/i);
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  expect(csv.suggestedFilename()).toBe('sps-b-sel.csv');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear event log' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('saved as evidence first');
  await page.getByLabel('Type the serial number').fill('RH-SPS-B');
  await page.getByRole('button', { name: 'Send: Clear event log' }).click();
  await expect(page.getByText(/: Clear event log, done$/)).toBeVisible();
});

test('inventory, set-up and findings of a badly set-up BMC, in English and in German', async ({ page }) => {
  test.setTimeout(240_000);
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  await go(page, 'Device');
  await page.getByRole('tab', { name: 'Inventory' }).click();
  await expect(page.getByText('RH-SPS-A', { exact: true }).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('tab', { name: 'Set-up' }).click();
  const boot = page.getByRole('region', { name: 'Boot device' });
  await boot.getByLabel('Boot from').selectOption('pxe');
  await expectAccessible(page);
  await boot.getByRole('button', { name: 'Set boot device' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Network (PXE), next boot only');
  await page.getByLabel('Type the serial number').fill('RH-SPS-A');
  await page.getByRole('button', { name: 'Send: Set boot device' }).click();
  await expect(page.getByText('SPS A: Boot device, done')).toBeVisible();
  await expect(boot).toContainText('Network (PXE), next boot only');

  await page.getByRole('tab', { name: 'Findings' }).click();
  await expect(page.getByRole('heading', { name: /^\d+ finding/ })).toBeVisible();
  await expect(page.getByText(/^(Critical|High)$/)).toHaveCount(0);
  await go(page, 'Sites');
  await rehearse(page, 'weak-setup');
  await openDevice(page, 'SPS B');
  await page.getByRole('tab', { name: 'Findings' }).click();
  await expect(page.getByText(/^(Critical|High)$/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await expect(page.getByText(/^(Kritisch|Hoch)$/).first()).toBeVisible();
  await expect(page.getByText('Was zu tun ist:').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Einrichtung' }).click();
  await expect(page.getByRole('region', { name: 'Benutzer' })).toContainText('ADMIN');
  await expectAccessible(page);
});
