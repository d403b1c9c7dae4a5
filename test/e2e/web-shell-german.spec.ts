// Switched to German, no screen is left with an English sentence, label, hint or name for screen readers.
import type { Page } from '@playwright/test';
import type { Site } from '../../preload/contract.ts';
import { screens } from '../../renderer/src/route.ts';
import { call } from './call.ts';
import { englishOn } from './german.ts';
import { expect, test } from './shell.ts';

/** Goes to a screen as a bookmark does. */
async function visit(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.locator('main h1').first().waitFor();
}

test('every screen speaks German', async ({ app, page }) => {
  await call(app, 'settings.set', { language: 'de', operator: 'Greta' });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const leaks: Record<string, string[]> = {};
  const look = async (where: string) => {
    const found = await englishOn(page);
    if (found.length > 0) leaks[where] = found;
  };
  const sheet = async (button: string) => {
    await page.getByRole('button', { name: button, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    await look(`${button} …`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  for (const screen of screens) {
    await visit(page, `#/${screen}`);
    await look(`${screen}, empty`);
  }
  await visit(page, '#/sites');
  for (const button of ['Einstellungen', 'Standort hinzufügen']) await sheet(button);
  await call(app, 'vault.open', 'vier Worte genügen hier');
  await visit(page, '#/trips/keys');
  await expect(page.getByRole('heading', { name: /^Dieser Rechner/ })).toBeVisible();
  await call(app, 'practice.start', 300, 'small');
  const sites = await call(app, 'sites.list');
  const site = sites.ok ? (sites.value as Site[])[0] : undefined;
  if (!site) throw new Error('no practice rack');
  await call(app, 'rack.refresh', site.id);
  const help = ['signs', 'what-now', 'keys', 'words'].map((topic) => `help/${topic}`);
  const more = ['trips/media', 'trips/keys', 'console/sps-a', 'procedures/sps-upgrade-ha-cluster', ...help];
  for (const screen of [...screens, ...more]) {
    await visit(page, `#/${screen}`);
    await look(screen);
  }
  for (const [device, tabs] of [
    ['sps-a', ['power', 'health', 'events', 'inventory', 'findings', 'setup', 'keys']],
    ['us-a', ['power', 'server', 'firmware', 'jobs', 'network', 'lifecycle', 'keys']],
  ] as const) {
    for (const tab of tabs) {
      await visit(page, `#/device/${device}/${tab}`);
      await look(`${device}, ${tab}`);
    }
  }
  await visit(page, '#/sites');
  await sheet('Gerät hinzufügen');
  await visit(page, '#/run/all');
  await look('runs');
  const bindings = { master: 'sps-a', slave: 'sps-b' };
  const run = await call(app, 'runs.start', 'sps-upgrade-ha-cluster', site.id, bindings);
  if (!run.ok) throw new Error(run.error.message);
  await visit(page, `#/run/${(run.value as { id: string }).id}`);
  await page.locator('[data-step]').waitFor();
  await look('run');
  for (const tab of ['Nachweise', 'Support-Entscheidung', 'Über diesen Lauf']) {
    await page.getByRole('tab', { name: tab }).click();
    await look(`run, ${tab}`);
  }
  await sheet('Vorlesen');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look('keys of the screen');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await look('palette');
  await page.keyboard.press('Escape');
  expect(leaks).toEqual({});
});
