import type { Page } from '@playwright/test';
import { picture } from './picture.ts';
import { expect, expectAccessible, test } from './shell.ts';

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

/** The practice rack with its Dell server on the screen. The slower the rack, the longer a flash can be looked at. */
async function openServer(page: Page, scale: string): Promise<void> {
  await page.getByLabel('Time scale').selectOption(scale);
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  await go(page, 'Rack');
  // Nobody has asked the iDRAC yet, and the picture says so.
  await page.getByRole('link', { name: /^US A, .*power not read/ }).click();
  await expect(page.getByRole('tab')).toHaveText([
    'Power',
    'Recovery keys',
    'Server',
    'Jobs',
    'Lifecycle log',
    'Firmware',
    'Network',
  ]);
}

/** Puts the packages of the practice rack into the wizard and has them read. */
async function readPackages(page: Page, which: RegExp): Promise<void> {
  const paths = page.getByLabel('Path of the package on this computer');
  await page.getByRole('button', { name: 'Take the practice packages' }).click();
  await expect(paths).toHaveValue(which);
  const lines = (await paths.inputValue()).split('\n').filter((line) => which.test(line));
  await paths.fill(lines.join('\n'));
  await page.getByRole('button', { name: 'Read the package' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
}

async function confirm(page: Page, deed: RegExp): Promise<void> {
  const sheet = page.getByRole('alertdialog');
  await sheet.getByRole('textbox').last().fill('RHPRAC1');
  await sheet.getByRole('button', { name: deed }).click();
}

test('what a Dell server tells: service tag, versions, network, and the address change with what it cuts off', async ({
  app,
  page,
}) => {
  await openServer(page, '60');
  await expect(page.getByText(/^read \d/).first()).toBeVisible();
  await expectAccessible(page);
  await tab(page, 'Server');
  await expect(page.getByText('RHPRAC1', { exact: true })).toBeVisible();
  const server = page.getByRole('region', { name: 'Server', exact: true });
  await expect(server).toContainText('PowerEdge R640');
  await expect(server).toContainText('2.10.2');
  await expect(server).toContainText('Redfish');
  await expectAccessible(page);
  await picture(page, app.shell, 'server');

  await tab(page, 'Network');
  const form = page.getByRole('region', { name: 'Address of the iDRAC' });
  await expect(form.getByRole('button', { name: 'Set the address' })).toHaveCount(0);
  await form.getByLabel('Default gateway').fill('192.0.2.1');
  await expect(form).toContainText('The gateway is not in the network');
  await form.getByLabel('IP address').fill('192.0.2.10');
  await expect(form).toContainText('→ 192.0.2.10');
  await expect(form).toContainText('lose their connection at once');
  await expect(form).toContainText('Enter 192.0.2.10 as iDRAC address');
  await expectAccessible(page);
  await picture(page, app.shell, 'network');
  await form.getByText('DHCP', { exact: true }).first().click();
  await expect(form).toContainText('Look up MAC address 18:FB:7B');
  await form.getByRole('button', { name: 'Set the address' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('if the server hands out another address');
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  // The picture of the rack keeps what was read, with the time of it.
  await go(page, 'Rack');
  await expect(page.getByRole('link', { name: /^US A, .*On read \d\d:\d\d:\d\d/ })).toBeVisible();
});

test('the wizard refuses a package for another machine, a damaged one and a .BIN, and says why in both languages', async ({
  app,
  page,
}) => {
  await openServer(page, '60');
  await tab(page, 'Firmware');
  await expect(page.getByRole('table', { name: 'Installed firmware' })).toContainText('2.10.2');
  await readPackages(page, /OTHER-MODEL|DAMAGED|LINUX/);
  await expect(page.getByRole('article')).toHaveCount(3);
  const other = page.getByRole('article').filter({ hasText: 'OTHER-MODEL' });
  await expect(other).toContainText('Refused');
  await expect(other).toContainText('this machine is PowerEdge R640');
  await expect(page.getByRole('article').filter({ hasText: 'DAMAGED' })).toContainText('The signature does not hold');
  await expect(page.getByRole('article').filter({ hasText: 'LINUX' })).toContainText('iDRAC cannot install this file');
  await expect(page.getByRole('button', { name: /^Go on with/ })).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, app.shell, 'package-refused');
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await expect(other).toContainText('diese Maschine ist PowerEdge R640');
  await expect(other).toContainText('Mit diesem Paket geht es hier nicht weiter.');
  await expectAccessible(page);
});

test('a BIOS update goes through, with every power button locked meanwhile; half way the screen turns German', async ({
  app,
  page,
}) => {
  test.setTimeout(200_000);
  await openServer(page, '60');
  await tab(page, 'Firmware');
  await readPackages(page, /BIOS_PRACT/);
  await page.getByRole('button', { name: 'Go on with version 2.12.2' }).click();
  const install = page.getByRole('button', { name: /^Install Practice BIOS/ });
  await expect(install).toHaveCount(0);
  await page.getByRole('checkbox', { name: /BitLocker recovery keys/ }).check();
  await expectAccessible(page);
  await install.click();
  await expectAccessible(page);
  await confirm(page, /^Send: Install/);

  await expect(page.getByRole('heading', { name: 'US A: Firmware update is under way' })).toBeVisible();
  await tab(page, 'Power');
  for (const name of ['Power off', 'Power cycle', 'Hard reset']) {
    const button = page.getByRole('button', { name, exact: true });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await expect(button).toHaveAccessibleDescription(/a change of this device is under way/);
  }
  await page.getByRole('button', { name: 'Power off', exact: true }).press('Enter');
  await expect(page.getByRole('dialog')).toContainText('nothing else is sent to it');
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await picture(page, app.shell, 'flash');
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await expect(page.getByText(/^Nicht anfassen:/)).toBeVisible();

  await expect(page.getByText('US A: Firmware-Update, erledigt')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('BIOS: Version 2.12.2 zurückgelesen, 2.12.2 bestellt')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ausschalten', exact: true })).toHaveAttribute(
    'aria-disabled',
    'false',
  );
  await tab(page, 'Aufträge');
  const jobs = page.getByRole('table', { name: 'Aufträge' });
  await expect(jobs).toContainText('Abgeschlossen');
  await expectAccessible(page);
  await jobs
    .getByRole('button', { name: /JID_\d+ löschen/ })
    .first()
    .click();
  await confirm(page, /^Senden:/);
  await expect(page.getByText('US A: Auftrag löschen, erledigt')).toBeVisible();

  await tab(page, 'Lifecycle-Protokoll');
  const log = page.getByRole('table', { name: 'Lifecycle-Protokoll' });
  await expect(log.getByRole('row').nth(1)).toBeVisible();
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Als CSV speichern' }).click(),
  ]);
  expect(csv.suggestedFilename()).toBe('us-a-lifecycle.csv');
  await expectAccessible(page);
  await picture(page, app.shell, 'lifecycle-german');
});

test('the iDRAC of a device is entered, shown with what it is pinned to, and edited', async ({ page }) => {
  await page.getByRole('button', { name: 'Add site' }).first().click();
  await page.getByLabel('Site name').fill('Data centre south');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Add device' }).first().click();
  await page.getByLabel('Device name').fill('US south');
  await page.getByLabel('iDRAC address').fill('127.0.0.1:1');
  await page.getByText('Allow outdated SSH', { exact: true }).click();
  await page.getByRole('checkbox', { name: /agree to outdated SSH/ }).check();
  await page.getByLabel('SSH port').fill('70000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('A port from 1 to 65535.')).toBeVisible();
  await expect(page.getByText(/Enter your name in the settings first/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('checkbox', { name: /agree to outdated SSH/ }).uncheck();
  await page.getByLabel('SSH port').fill('22');
  await page.getByRole('button', { name: 'Save' }).click();
  const card = page.getByRole('article', { name: 'US south' });
  await expect(card).toContainText('127.0.0.1:1, root');
  await expect(card).toContainText('Certificate not pinned');
  await expect(card.getByRole('button', { name: 'Store iDRAC password' })).toBeVisible();
  await expectAccessible(page);
});
