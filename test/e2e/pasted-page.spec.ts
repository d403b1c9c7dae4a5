import type { RunView } from '../../preload/contract.ts';
import { mirrorRun } from './mirror-run.ts';
import { expect, expectAccessible, test } from './shell.ts';

const PAGE = 'Mirror State\nSUSPENDED\nHistorical Sync Rate\t86.85 MB/min\nBeyondInsight Database Size\t1.41 GB';

test('a page is pasted instead of typed: seen before it is taken, and it says so afterwards', async ({ app }) => {
  const { page, run, value } = await mirrorRun(app);
  const card = page.locator('[data-step="metrics"]');
  await card.getByText('Paste the page instead').click();
  const text = card.getByLabel(/Select the whole page/);
  await text.fill('nothing of it');
  await expect(card.getByText('No value that is asked for stands in this text clearly.')).toBeVisible();
  await text.fill(PAGE);
  await expect(card.getByRole('status')).toContainText('86.85');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Take these values' }).click();
  await expect(card.locator('[name="us.mirror.estimate"]')).toHaveValue('17');
  await card.locator('[name="us.mirror.estimate"]').fill('20');
  await card.locator('form > div button[type=submit]').click();
  const next = page.locator('[data-step="state"]');
  await next.getByText('Paste the page instead').click();
  await next.getByLabel(/Select the whole page/).fill(PAGE);
  await next.getByRole('button', { name: 'Take these values' }).click();
  await next.locator('form > div button[type=submit]').click();
  await expect
    .poll(async () => (await value<RunView>('runs.get', run.id)).facts.map(({ name, origin }) => `${name} ${origin}`))
    .toEqual(expect.arrayContaining(['us.mirror.rate pasted', 'us.mirror.estimate entered', 'us.mirror.state pasted']));
});
