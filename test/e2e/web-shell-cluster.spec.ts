// A run of several devices: they are bound in their order, shown as a cluster, and read aloud to the rack.
import type { Device, RunView, Site } from '../../preload/contract.ts';
import { call } from './call.ts';
import { picture } from './picture.ts';
import { type AppUnderTest, expect, expectAccessible, test } from './shell.ts';

const names = ['vie-2', 'vie-1', 'grz-1', 'grz-2'];
const device = (name: string, i: number): Device => ({
  ...{ id: name, name, product: 'imprivata', model: 'G4', serial: `IMP-4${i}X`, rackUnit: 10 + i, heightUnits: 1 },
  ...{ bmc: null, web: null, idrac: null },
});
async function value<T>(app: AppUnderTest, name: string, ...args: unknown[]): Promise<T> {
  const result = await call(app, name, ...args);
  if (!result.ok) throw new Error(`${name}: ${result.error.message}`);
  return result.value as T;
}

test('an enterprise: bound in order, drawn by site, read aloud', async ({ app, page }) => {
  const { id: site } = await value<Site>(app, 'sites.save', { id: null, name: 'Enterprise', notes: '' });
  for (const [i, name] of names.entries()) await value(app, 'devices.save', site, device(name, i));
  await page.reload();
  await page.evaluate(() => {
    location.hash = '#/run/all';
  });
  await page.getByLabel('Procedure').selectOption('imp-hotfix-levels');
  for (const name of names) await page.getByLabel(name).check();
  await page.getByRole('button', { name: 'vie-1 one turn earlier' }).press('Enter');
  await expect(page.getByRole('list', { name: 'Order of turns' }).getByRole('listitem').first()).toContainText('vie-1');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start run' }).click();
  await page.locator('[data-step]').waitFor();
  const id = decodeURIComponent(new URL(page.url()).hash.split('/')[2] ?? '');
  const cluster = page.getByRole('region', { name: 'Devices of this run' });
  await expect(cluster.getByRole('heading', { name: 'Site not read' })).toBeVisible();

  const answer = async (step: string, values: Record<string, unknown>) => {
    await page.locator(`[data-step="${step}"]`).waitFor();
    await value<RunView>(app, 'runs.answer', id, step, values);
  };
  const before = {
    'imp.generation': 'g4',
    'imp.appliances': 4,
    'imp.commonLevel': 'HF 3',
    'imp.installState': 'finished',
  };
  await answer('count', before);
  await answer('levels#0/read', { 'imp.site': 'Vienna', 'imp.level': 'HF 3' });
  await answer('levels#1/read', { 'imp.site': 'Vienna', 'imp.level': 'HF 2' });
  await expect(page.locator('.turn-banner')).toContainText('grz-1 IMP-42X');
  await expect(page.locator('.turn-banner')).toContainText('Turn 3 of 4');
  const vienna = cluster.locator('.cluster-group').filter({ has: page.getByRole('heading', { name: 'Site Vienna' }) });
  await expect(vienna.getByRole('listitem')).toHaveCount(2);
  await expect(vienna.getByRole('listitem').first()).toContainText(/vie-1.*HF 3/s);
  await expect(cluster.getByRole('listitem').filter({ hasText: 'grz-1' })).toHaveAttribute('aria-current', 'true');
  await expectAccessible(page);
  await cluster.evaluate((node) => node.scrollIntoView({ block: 'end' }));
  await picture(page, app.shell, 'cluster');

  await page.getByRole('button', { name: 'Read aloud' }).click();
  const aloud = page.getByRole('dialog');
  await expect(aloud.getByRole('heading', { level: 2 })).toContainText('Step 4 of 9, device 3 of 4: grz-1.');
  await aloud.getByRole('button', { name: 'Both languages' }).click();
  await expect(aloud.getByText('Schritt 4 von 9, Gerät 3 von 4: grz-1.')).toBeVisible();
  await expect(aloud.getByText('Ingelheim München Potsdam')).toBeVisible();
  const heard = aloud.getByLabel('What you hear');
  await heard.fill('imp 43');
  await expect(aloud.getByText('Character 5 differs.')).toBeVisible();
  await heard.fill('imp 42x');
  await expect(aloud.getByText('✓')).toBeVisible();
  await expectAccessible(page);
  await page.locator('.aloud-overlay').evaluate((node) => node.scrollTo(0, 0));
  await picture(page, app.shell, 'read-aloud');
  await page.keyboard.press('Escape');
  await expect(aloud).toHaveCount(0);
});
