import type { Page } from '@playwright/test';
import { picture } from './picture.ts';
import { expect, expectAccessible, test } from './shell.ts';

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const releases = `date: '${new Date().toISOString().slice(0, 10)}'
releases:
  - { component: firmware, version: 5.0.11 }
  - { component: firmware, version: 5.8.0 }
`;

test('a procedure is found by a word of the other language, read, and leads to the run dialogue', async ({
  app,
  page,
}) => {
  await go(page, 'Procedures');
  await expect(page.getByRole('heading', { level: 1, name: 'Procedures' })).toBeFocused();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('wiederherstellungsschlussel');
  const items = page.locator('a.procedure-item');
  await expect(items.first()).toBeVisible();
  await expectAccessible(page);
  await search.fill('schlussel upgrade');
  await expect(items.first()).toBeVisible();
  await picture(page, app.shell, 'library');

  // By a rule, and with the keyboard from the field into the list.
  await search.fill('I-SPS-010');
  await expect(items.first()).toContainText('I-SPS-010');
  await search.press('ArrowDown');
  await expect(items.first()).toBeFocused();
  await search.fill('sps-upgrade-ha-cluster');
  await items.first().click();
  const heading = page.getByRole('heading', { level: 1, name: /cluster/i });
  await expect(heading).toBeVisible();
  await expect(page.getByText('Lifts when:').first()).toBeVisible();
  await expect(page.getByText('Calls', { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Start a run …' }).click();
  await expect(page.getByLabel('Procedure', { exact: true })).toHaveValue('sps-upgrade-ha-cluster');
});

test('a plan is asked for, its questions are answered where they stand, and help is one key away', async ({
  app,
  page,
}) => {
  await go(page, 'Planner');
  await page.getByLabel('SPS firmware: runs now').fill('5.0.9');
  await page.getByLabel('SPS firmware: wanted').fill('5 F8');
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Questions are open' })).toBeVisible();
  await expectAccessible(page);

  const questions = page.getByRole('region', { name: /open question/ });
  await questions.locator('input[type=file]').setInputFiles({
    name: 'releases.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(releases),
  });
  await questions.getByText('supported', { exact: true }).click();
  await questions.getByText('HA cluster', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'The way is permitted' })).toBeVisible();
  const path = page.getByRole('list', { name: 'Versions from first to last' });
  await expect(path.locator('b')).toHaveText(['5.0.9', '5.0.11', '5.8.0']);
  await expectAccessible(page);
  await picture(page, app.shell, 'planner');
  await expect(page.getByRole('link', { name: 'Start this runbook …' })).toHaveAttribute(
    'href',
    '#/run/all/sps-upgrade-ha-cluster',
  );

  await page.keyboard.press('F1');
  await expect(page.getByRole('heading', { level: 1, name: 'Help' })).toBeFocused();
  await page.getByRole('button', { name: 'Deutsch (DE)' }).click();
  await page.getByRole('searchbox', { name: 'In der Hilfe suchen' }).fill('outcome unknown');
  await expect(page.getByRole('heading', { name: 'Das Ergebnis eines Befehls ist unbekannt' })).toBeVisible();
  await expectAccessible(page);
});
