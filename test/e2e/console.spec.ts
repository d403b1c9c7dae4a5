import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './shell.ts';

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
/** The rows that are in view, as a person sees them. */
const terminal = (page: Page) => page.locator('.xterm-rows');

async function practice(page: Page): Promise<void> {
  await page.getByLabel('Time scale').selectOption('60');
  await page.getByRole('button', { name: 'Start practice rack' }).click();
  await expect(page.getByRole('button', { name: 'Stop practice rack' })).toBeVisible();
}

/** A power command from the device page, as a person gives it. */
async function power(page: Page, verb: string, send: string): Promise<void> {
  await page.getByRole('button', { name: verb, exact: true }).click();
  await page.getByLabel('Type the serial number').fill('RH-SPS-A');
  await page.getByRole('button', { name: send }).click();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(page.getByText(/^SPS A: .*, done$/)).toBeVisible();
}

test('the boot is watched, searched, timed and saved; typing is a step of its own', async ({ page }) => {
  test.setTimeout(240_000);
  await practice(page);
  await go(page, 'Console');
  await expect(page.getByText('Closed. Nothing is read.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByText(/^Watching since/)).toBeVisible();

  await go(page, 'Device');
  await power(page, 'Power off', 'Send power off');
  await power(page, 'Power on', 'Send power on');
  await go(page, 'Console');
  await expect(terminal(page)).toContainText('starting network ... ok', { timeout: 60_000 });
  await expect(terminal(page)).toContainText('login:', { timeout: 60_000 });

  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByLabel('Search', { exact: true }).fill('STARTING');
  await expect(page.locator('.hit-count')).toHaveText(/^\d+ of \d+$/);
  await page.getByLabel('Match case').check();
  await expect(page.locator('.hit-count')).toHaveText('No match');
  await page.getByLabel('Regular expression').check();
  await page.getByLabel('Search', { exact: true }).fill('(');
  await expect(page.getByText('Not a valid expression.')).toBeVisible();
  await page.getByLabel('Search', { exact: true }).fill('starting (clock|network)');
  await expect(page.locator('.hit-count')).toHaveText(/ of [2-9]/);
  await page.getByRole('button', { name: 'Times' }).click();
  await expect(page.locator('.times')).toContainText(/\d\d:\d\d:\d\d/);
  await expectAccessible(page);
  await page.keyboard.press('Escape');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('starting network ... ok');
  expect(text).toMatch(/\d\d:\d\d:\d\d/);

  // Watching: a key in the terminal goes nowhere, and Tab leaves it.
  await page.locator('.xterm').click();
  await page.keyboard.type('nobody');
  await page.keyboard.press('Tab');
  await expect(page.locator('.xterm-helper-textarea')).not.toBeFocused();
  await page.getByRole('button', { name: 'Keyboard', exact: true }).click();
  await expect(page.getByText('Typing: your keys go to the machine.')).toBeVisible();
  await page.locator('.xterm').click();
  await page.keyboard.type('somebody');
  await expect(terminal(page)).toContainText('login: somebody');
  await expect(terminal(page)).not.toContainText('nobody');
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByRole('button', { name: 'Keyboard', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Watching since/)).toBeVisible();

  // What is on the screen survives leaving it, and the language is changed in the middle of it.
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await expect(page.getByText(/^Zusehen seit/)).toBeVisible();
  await go(page, 'Rack');
  await go(page, 'Konsole');
  await expect(terminal(page)).toContainText('login: somebody');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Schließen', exact: true }).click();
  await expect(page.getByText('Geschlossen. Dies ist die letzte Aufzeichnung.')).toBeVisible();
  await expect(terminal(page)).toContainText('Konsole geschlossen');
});

test('a console that somebody else holds is taken over after one confirmation by serial', async ({ page }) => {
  test.setTimeout(120_000);
  await practice(page);
  await page.getByLabel('Fault to rehearse').selectOption('console-held');
  await expect(page.getByText(/^Fault set:/)).toBeVisible();
  await go(page, 'Console');
  const takeOver = page.getByRole('button', { name: 'Take over …' });
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(takeOver).toBeVisible();
  await takeOver.click();
  await expect(page.getByRole('alertdialog')).toContainText('ends the session that holds the console');
  await expectAccessible(page);
  await page.getByLabel('Type the serial number').fill('RH-SPS-A');
  await page.getByRole('button', { name: 'Take over console' }).click();
  await expect(page.getByText(/^Watching since/)).toBeVisible();
});
