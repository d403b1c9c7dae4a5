import type { Page } from '@playwright/test';
import { expect } from './shell.ts';

export const PHRASE = 'correct horse battery staple';
/** What the header says about the vault. */
export const vaultButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: /vault/i });

/** Adds a site, and with it a place for the vault; creates the vault as a person would. */
export async function createVault(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add site' }).first().click();
  await page.getByLabel('Site name').fill('Data centre north');
  await page.getByRole('button', { name: 'Save' }).click();
  await vaultButton(page).click();
  const sheet = page.getByRole('dialog', { name: 'Create vault' });
  await sheet.getByLabel('Vault passphrase').fill(PHRASE);
  await sheet.getByLabel('Passphrase again').fill(PHRASE);
  await sheet.getByRole('button', { name: 'Create vault' }).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');
}

export async function openVault(page: Page, passphrase = PHRASE): Promise<void> {
  await vaultButton(page).click();
  const sheet = page.getByRole('dialog', { name: 'Open vault' });
  await sheet.getByLabel('Vault passphrase').fill(passphrase);
  await sheet.getByRole('button', { name: 'Open vault' }).click();
}
