import type { Page } from '@playwright/test';
import { picture } from './picture.ts';
import { expect, expectAccessible, test } from './shell.ts';

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();
const sheet = (page: Page) => page.getByRole('dialog');

/** The practice U-Series with its keys on the screen, found by the command palette. */
async function openKeys(page: Page): Promise<void> {
  await page.getByLabel('Time scale').selectOption('60');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await sheet(page).getByRole('searchbox').fill('US A Recovery');
  await page.getByRole('menuitem', { name: 'US A' }).click();
  await expect(page.getByRole('tab', { name: 'Recovery keys', selected: true })).toBeVisible();
}

/** The vault comes first: whoever asks for a sheet meets its own before it. */
async function createVault(page: Page): Promise<void> {
  await sheet(page).getByLabel('Vault passphrase').fill('correct horse battery');
  await sheet(page).getByLabel('Passphrase again').fill('correct horse battery');
  await sheet(page).getByRole('button', { name: 'Create vault' }).click();
}

async function readDrive(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Read the drive' }).first().click();
  await createVault(page);
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Practice disk' }).click();
  await expect(sheet(page).getByLabel('Drive or image on this computer')).not.toHaveValue('');
  await sheet(page).getByRole('button', { name: 'Read the drive' }).click();
  await expect(sheet(page)).toHaveCount(0);
}

async function collectStick(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look on a stick' }).click();
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Practice key stick' }).click();
  await expect(sheet(page).getByLabel('File or folder on this computer')).not.toHaveValue('');
  await sheet(page).getByRole('button', { name: 'Look for keys' }).click();
  await expect(sheet(page)).toContainText('in the vault');
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Close' }).click();
}

test('from nothing to ready: read the drive, find the stick, prove the keys, read one aloud, take a copy away', async ({
  app,
  page,
}) => {
  test.setTimeout(200_000);
  await openKeys(page);
  await expect(page.getByRole('heading', { name: 'Find out which drives are encrypted' })).toBeVisible();
  await expect(page.getByText('not read', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await readDrive(page);
  await expect(page.getByRole('heading', { name: /^No usable key for/ })).toBeVisible();
  await expectAccessible(page);
  await collectStick(page);

  await expect(page.getByRole('heading', { name: /^Prove the key/ })).toBeVisible();
  await page.getByRole('button', { name: 'Prove', exact: true }).first().click();
  await sheet(page).getByRole('button', { name: 'Prove', exact: true }).click();
  await expect(sheet(page)).toContainText('Decrypts the boot sector', { timeout: 60_000 });
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText(/^Ready: every encrypted drive/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, app.shell, 'keys');

  // The digits are there while the button is held, and only then.
  const hold = page.getByRole('button', { name: 'Hold to show' }).first();
  const digits = page.getByRole('region', { name: 'Recovery key', exact: true });
  await hold.focus();
  await page.keyboard.down('Space');
  await expect(digits.getByRole('listitem')).toHaveCount(8);
  await expectAccessible(page);
  await page.keyboard.up('Space');
  await expect(digits).toHaveCount(0);

  await page.getByRole('button', { name: 'Read aloud' }).first().click();
  await expect(page.getByRole('heading', { name: 'First the key ID' })).toBeVisible();
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'The ID agrees' }).click();
  for (let group = 1; group <= 8; group += 1) {
    await expect(page.getByRole('heading', { name: `Group ${group} of 8` })).toBeVisible();
    await expect(sheet(page).getByRole('list', { name: 'Digits' })).toBeVisible();
    if (group === 1) {
      await expectAccessible(page);
      await sheet(page).getByRole('button', { name: 'Deutsch (DE)' }).click();
      await expect(page.getByRole('heading', { name: 'Gruppe 1 von 8' })).toBeVisible();
      await sheet(page).getByRole('button', { name: 'English (EN)' }).click();
    }
    await sheet(page).getByRole('button', { name: 'Read back right, next' }).click();
  }
  await expect(sheet(page)).toContainText('can press Enter now');
  await sheet(page).getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Save encrypted' }).click();
  await sheet(page).getByLabel('Passphrase for the file').fill('four words in a row');
  await sheet(page).getByLabel('Passphrase again').fill('four words in a row');
  await expectAccessible(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sheet(page).getByRole('button', { name: 'Save file' }).click(),
  ]);
  await expect(sheet(page)).toContainText(`age -d ${file.suggestedFilename()}`);
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Close' }).click();

  // The digits stand in the document while it is printed, and only then.
  await page.getByRole('button', { name: 'Print for the safe' }).click();
  await expectAccessible(page);
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = String(document.querySelectorAll('.paper .digits').length);
    };
  });
  await sheet(page).getByRole('button', { name: 'Print 2 sheets' }).click();
  await expect(page.locator('body')).toHaveAttribute('data-printed', '16');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('.paper')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Factory image was written' }).click();
  const retire = page.getByRole('alertdialog');
  await expectAccessible(page);
  await retire.getByLabel('What happened').fill('Factory image written');
  await retire.getByRole('button', { name: 'Mark all keys as dead' }).click();
  await expect(page.getByText(/that count.? no more/).first()).toBeVisible();
  await expect(page.getByText(/^Ready: every encrypted drive/)).toHaveCount(0);
});

test('a misprint is named by its group and repaired on the drive; a missing stick is said', async ({ page }) => {
  test.setTimeout(200_000);
  await openKeys(page);
  await readDrive(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Sites' }).click();
  await page.getByLabel('Fault to rehearse').selectOption('key-stick-missing');
  await page.getByRole('button', { name: 'Write key stick and disk' }).click();
  await expect(page.getByText('The key stick is missing.')).toBeVisible();
  await expectAccessible(page);
  // Faults add up until they are all switched off.
  await page.getByLabel('Fault to rehearse').selectOption('none');
  await page.getByLabel('Fault to rehearse').selectOption('key-misprint');
  await page.getByRole('navigation').getByRole('link', { name: 'Device' }).click();
  await tab(page, 'Recovery keys');
  await collectStick(page);
  await expect(page.getByRole('heading', { name: /^Bad group \d: try to correct it/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Try repairs' }).first().click();
  await expectAccessible(page);
  await sheet(page).getByRole('button', { name: 'Try repairs' }).click();
  await expect(sheet(page)).toContainText('Decrypts the boot sector', { timeout: 90_000 });
});
