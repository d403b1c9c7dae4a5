// The vault on the screen: created, locked and opened from the header, with its settings; on every shell.
import { ready } from './call.ts';
import { expect, expectAccessible, test } from './shell.ts';
import { createVault, openVault, vaultButton } from './vault-walk.ts';

test.beforeEach(({ app }) => ready(app));

test('it is created, locked with one click from any screen, and opened again', async ({ page }) => {
  await createVault(page);
  await expect(page.getByText('It locks itself after 15 minutes without use')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Journal' }).click();
  await vaultButton(page).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
  await openVault(page, 'not the passphrase');
  await expect(page.getByRole('dialog')).toContainText('This is not the passphrase of the vault.');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await openVault(page);
  await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Ctrl+Shift+L locks it, even from within a text field', async ({ page }) => {
  await createVault(page);
  await page.getByRole('button', { name: 'Add device' }).first().click();
  await page.getByLabel('Device name').press('Control+Shift+L');
  await expect(page.getByLabel('Device name')).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
});

test('the minutes until it locks are a setting, and only minutes are', async ({ page }) => {
  await createVault(page);
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await page.getByRole('button', { name: 'Settings' }).click();
  await settings.getByLabel('Lock the vault after').fill('241');
  await settings.getByRole('button', { name: 'Done' }).click();
  await expect(settings).toContainText('A whole number from 1 to 240.');
  await expectAccessible(page);
  await settings.getByLabel('Lock the vault after').fill('30');
  await settings.getByRole('button', { name: 'Done' }).click();
  await expect(settings).toHaveCount(0);
  await expect(page.getByText('It locks itself after 30 minutes without use')).toBeVisible();
  await page.reload();
  await expect(page.getByText('It locks itself after 30 minutes without use')).toBeVisible();
});
