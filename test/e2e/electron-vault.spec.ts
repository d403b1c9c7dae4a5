// What only a desktop shell can notice or do for the vault: on the double and on Electron.
import type { ElectronApplication } from '@playwright/test';
import { call, ready } from './call.ts';
import { type AppUnderTest, expect, expectAccessible, test } from './shell.ts';
import { createVault, openVault, vaultButton } from './vault-walk.ts';

test.beforeEach(({ app }) => ready(app));

/** Well formed (each group is a multiple of 11), and the key of nothing. */
const DIGITS = Array(8).fill('111111').join('-');
const ID = 'A1B2C3D4-0000-4000-8000-00000000C0DE';

function main(app: AppUnderTest): ElectronApplication {
  if (!app.electron) throw new Error(`${app.shell} has no main process`);
  return app.electron;
}
const isProtected = (app: AppUnderTest) =>
  main(app).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isContentProtected());
const giveKeyring = (app: AppUnderTest, backend: 'gnome_libsecret' | 'basic_text' | 'unknown') =>
  main(app).evaluate(({ safeStorage }, name) => {
    safeStorage.getSelectedStorageBackend = () => name;
  }, backend);

test('it is locked when the screen is locked, when the machine sleeps and when another user comes, and says why', async ({
  app,
  page,
}) => {
  await createVault(page);
  for (const [event, reason] of [
    ['lock-screen', 'The screen was locked: so is the vault.'],
    ['suspend', 'The computer went to sleep: the vault is locked.'],
    ['user-did-resign-active', 'The screen was locked: so is the vault.'],
  ] as const) {
    await main(app).evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
    await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
    await expect(page.getByRole('status').filter({ hasText: reason })).toBeVisible();
    await page.getByRole('button', { name: 'Dismiss message' }).click();
    await openVault(page);
    await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');
  }
});

test('while it is open, the window is kept out of screenshots and screen sharing', async ({ app, page }) => {
  expect(await isProtected(app)).toBe(false);
  await createVault(page);
  // Electron does nothing about it on Linux; that it is told to is what the double shows.
  expect(await isProtected(app)).toBe(app.shell === 'double' || process.platform !== 'linux');
  await vaultButton(page).click();
  await expect.poll(() => isProtected(app)).toBe(false);
});

test('a keyring opens it once it is set up, and is not offered where it protects nothing', async ({ app, page }) => {
  for (const backend of ['basic_text', 'unknown'] as const) {
    await giveKeyring(app, backend);
    if (backend === 'basic_text') await createVault(page);
    await page.reload();
    await expect(page.getByText('this system has no key store that protects anything')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Set it up on this computer' })).toHaveCount(0);
  }
  await giveKeyring(app, 'gnome_libsecret');
  await page.reload();
  await page.getByRole('button', { name: 'Set it up on this computer' }).click();
  await expect(page.getByText('The vault also opens with the keyring (libsecret).')).toBeVisible();
  await expectAccessible(page);
  await vaultButton(page).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
  await vaultButton(page).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open with the keyring (libsecret)' }).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');

  // A keyring that was made anew knows nothing of it any more; the passphrase still does.
  await main(app).evaluate(({ safeStorage }) => {
    safeStorage.decryptStringAsync = () => Promise.reject(new Error('Error while decrypting the ciphertext'));
  });
  await vaultButton(page).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
  await vaultButton(page).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open with the keyring (libsecret)' }).click();
  await expect(page.getByRole('dialog')).toContainText('does not open the vault any more');
  await expect(page.getByRole('dialog').getByRole('button', { name: /keyring/ })).toHaveCount(0);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await openVault(page);
  await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');
});

test('a copied recovery key is gone from the clipboard when the vault is locked; what somebody copied since is not', async ({
  app,
  page,
}) => {
  await createVault(page);
  const device = {
    id: 'us-a',
    name: 'US A',
    product: 'u-series',
    model: 'U20',
    serial: 'SVC0001',
    rackUnit: 1,
    heightUnits: 1,
  };
  const given = [
    ['devices.save', 'data-centre-north', { ...device, bmc: null, web: null, idrac: null }],
    ['keys.collect', 'data-centre-north', 'us-a', { kind: 'text', text: `Identifier: ${ID}\nRecovery Key: ${DIGITS}` }],
  ] as const;
  for (const [command, ...args] of given) expect(await call(app, command, ...args)).toMatchObject({ ok: true });
  const copied = () => main(app).evaluate(({ clipboard }) => clipboard.readText());
  const copy = () => call(app, 'keys.copy', 'data-centre-north', 'us-a', ID.toLowerCase());

  expect(await copy()).toEqual({ ok: true, value: { clearsAfterS: 10 } });
  expect(await copied()).toBe(DIGITS);
  await main(app).evaluate(({ powerMonitor }) => powerMonitor.emit('suspend'));
  await expect.poll(copied).toBe('');

  await openVault(page);
  await expect(vaultButton(page)).toHaveAccessibleName('Vault open: lock it');
  await copy();
  await main(app).evaluate(({ clipboard }) => clipboard.writeText('of somebody'));
  await vaultButton(page).click();
  await expect(vaultButton(page)).toHaveAccessibleName('Vault locked: open it');
  expect(await call(app, 'vault.lock')).toMatchObject({ ok: true }); // answers when the clipboard has been looked at
  expect(await copied()).toBe('of somebody');
});
