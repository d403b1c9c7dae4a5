import type { Page } from '@playwright/test';
import { picture } from './picture.ts';
import { expect, expectAccessible, test } from './shell.ts';
import { openDevice, practiceAnswers, walk } from './walk.ts';

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name }).click();

test('a site and a device are added, tested, exported and removed', async ({ page }) => {
  await page.getByRole('button', { name: 'Add site' }).first().click();
  await page.getByLabel('Site name').fill('Data centre north');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'Data centre north' }).first()).toBeVisible();

  await page.getByRole('button', { name: 'Add device' }).first().click();
  await page.getByLabel('Device name').fill('SPS north B');
  await page.getByLabel('Serial number or service tag').fill('SN-0815');
  await page.getByLabel('BMC address').fill('127.0.0.1:1');
  await page.getByLabel('BMC user').fill('ADMIN');
  await page.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('article', { name: 'SPS north B' });
  await expect(card).toContainText('SN-0815');
  await expectAccessible(page);

  await card.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('dialog')).toContainText('127.0.0.1:1');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export site' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('data-centre-north.site.yaml');

  await card.getByRole('button', { name: 'Remove device' }).click();
  await page
    .getByRole('alertdialog')
    .or(page.getByRole('dialog'))
    .getByRole('button', { name: /Remove/ })
    .click();
  await expect(card).toHaveCount(0);
});

test('the cluster upgrade: the slave is locked until the master is verified, in English and in German', async ({
  app,
  page,
}) => {
  test.setTimeout(300_000);
  await page
    .getByLabel('Your name')
    .or(page.getByRole('button', { name: 'Start practice rack' }))
    .first()
    .waitFor();
  await page.getByLabel('Time scale').selectOption('300');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await go(page, 'Rack');
  await expect(page.getByText('RH-SPS-B').first()).toBeVisible();
  await expect(page.getByText(/^read \d/).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, app.shell, 'rack');

  await go(page, 'Run');
  await page.getByLabel('Procedure').selectOption('sps-upgrade-ha-cluster');
  await page.getByLabel('Master (This node)').selectOption('sps-a');
  await page.getByLabel('Slave (Other node)').selectOption('sps-b');
  await page.getByRole('button', { name: 'Start run' }).click();
  const answers = practiceAnswers();

  // The slave is down and proven off; the master is about to be rebooted.
  expect(await walk(page, answers, 'reboot-master')).toBe('reboot-master');
  await expectAccessible(page);
  await picture(page, app.shell, 'run');
  await openDevice(page, 'SPS B');
  const powerOn = page.getByRole('button', { name: 'Power on', exact: true });
  await expect(powerOn).toHaveAttribute('aria-disabled', 'true');
  await expect(powerOn).toHaveAccessibleDescription(/I-SPS-010/);
  await powerOn.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('I-SPS-010');
  await expectAccessible(page);
  await picture(page, app.shell, 'power-locked');
  await page.keyboard.press('Escape');

  // Half way the technician hands over to a German colleague.
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Lauf' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await picture(page, app.shell, 'run-german');

  expect(await walk(page, answers, 'start-slave/power-on')).toBe('start-slave/power-on');
  await expect(page.locator('[data-step="start-slave/power-on"]')).toContainText('RH-SPS-B');
  await expectAccessible(page);
  await picture(page, app.shell, 'power-on-german');
  expect(await walk(page, answers, null)).toBe('finished');
  await picture(page, app.shell, 'finished-german');

  await page.getByRole('navigation').getByRole('link', { name: 'Journal' }).click();
  await page.getByRole('button', { name: 'Journal prüfen' }).click();
  await expect(page.getByText(/unversehrt/).first()).toBeVisible();
  await expectAccessible(page);
});
