import type { Device } from '../../preload/contract.ts';
import { call, ready } from './call.ts';
import { picture } from './picture.ts';
import { expect, expectAccessible, test } from './shell.ts';

const device: Device = {
  ...{ id: 'rs-a', name: 'RS Vienna', product: 'remote-support', model: 'B300', serial: 'RS4711' },
  ...{ rackUnit: 10, heightUnits: 1, bmc: null, web: null, idrac: null },
};

test('a wait of a day stands among the due times; its run is handed over as a file, and taken over again', async ({
  app,
  page,
}) => {
  await ready(app);
  await call(app, 'settings.set', { operator: 'Ada' });
  const site = (await call(app, 'sites.save', { id: null, name: 'Vienna', notes: '' })) as { value: { id: string } };
  await call(app, 'devices.save', site.value.id, device);
  const bindings = { appliance: device.id };
  expect(await call(app, 'runs.start', 'rs-client-upgrade-wait', site.value.id, bindings)).toMatchObject({ ok: true });

  await page.evaluate(() => {
    location.hash = '#/run/all';
  });
  const due = page.getByRole('region', { name: 'Due times' });
  await expect(due).toContainText('RS Vienna: Give the clients 24 hours: the wait may end', { timeout: 30_000 });
  await expectAccessible(page);
  await picture(page, app.shell, 'due');
  await due.getByRole('link').click();

  await page.getByRole('button', { name: 'Hand over …' }).click();
  await page.getByLabel('Who takes it over').fill('Bea');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Hand the run over' }).click();
  const given = page.getByRole('dialog', { name: 'The run is handed over' });
  const file = (await given.locator('dd code').first().textContent()) ?? '';
  expect(file).toContain('-to-Bea.rackhand-run.zip');
  await given.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('[data-run-status=handed-over]')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Resume run' })).toHaveCount(0);

  await page.getByRole('link', { name: 'All runs' }).click();
  await expect(due).toHaveCount(0, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Take a run over' }).click();
  const sheet = page.getByRole('dialog', { name: 'Take a run over' });
  await sheet.getByLabel('Path of the file').fill(file);
  await sheet.getByRole('button', { name: 'Check the file' }).click();
  await expect(sheet).toContainText('RS Vienna RS4711 is rs-a here');
  await expect(sheet).toContainText('Not signed');
  await expectAccessible(page);
  await picture(page, app.shell, 'take-over');
  await sheet.getByRole('button', { name: 'Take a run over' }).click();
  await expect(page.locator('[data-run-status=open]')).toBeVisible();
});
