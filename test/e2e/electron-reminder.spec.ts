import { createInterface } from 'node:readline';
import { Journal } from '../../main/journal/journal.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { openDatabase } from '../../main/store/database.ts';
import { Runs } from '../../main/store/runs.ts';
import type { Device } from '../../preload/contract.ts';
import { call, ready } from './call.ts';
import { expect, test } from './shell.ts';

const device: Device = {
  ...{ id: 'rs-a', name: 'RS Vienna', product: 'remote-support', model: 'B300', serial: 'RS4711' },
  ...{ rackUnit: 10, heightUnits: 1, bmc: null, web: null, idrac: null },
};

// The double prints what a desktop would show; the real runtime shows it.
test('a wait that was over before anybody looked: the desktop and the window say so', async ({ app, page }) => {
  test.skip(app.shell !== 'double', 'only the double can be read');
  await ready(app);
  const site = (await call(app, 'sites.save', { id: null, name: 'Vienna', notes: '' })) as { value: { id: string } };
  await call(app, 'devices.save', site.value.id, device);
  const started = await call(app, 'runs.start', 'rs-client-upgrade-wait', site.value.id, { appliance: device.id });
  const { id } = (started as { value: { id: string } }).value;
  await call(app, 'runs.abort', id, 'another one is about to come from two days ago');

  const stdout = app.electron?.process().stdout;
  if (!stdout) throw new Error('the double has no standard output');
  const told = new Promise<string>((resolve) =>
    createInterface({ input: stdout }).on('line', (line) => line.startsWith('notification:') && resolve(line)),
  );
  const db = openDatabase(app.home);
  const twoDaysAgo = Date.now() - 2 * 24 * 3_600_000;
  const journal = new Journal(db, { ...systemClock, now: () => twoDaysAgo });
  const [first] = journal.read(id);
  const data = first?.data as { bindings: [] } | undefined;
  if (!data) throw new Error('the run has no first entry');
  const startedAt = new Date(twoDaysAgo).toISOString();
  db.transaction(() => {
    const run = {
      id: 'run-of-old',
      procedure: 'rs-client-upgrade-wait',
      site: site.value.id,
      startedAt,
      author: 'Ada',
    };
    new Runs(db).insert({ ...run, bindings: data.bindings });
    journal.append(run.id, 'Ada', [
      { type: 'run.started', data: { ...data, runId: run.id } },
      { type: 'step.begun', data: { path: 'day' } },
    ]);
  });
  db.close();
  expect(await told).toContain('RS Vienna: Give the clients 24 hours: the wait may end');
  await expect(page.getByRole('status').getByText('Give the clients 24 hours: the wait may end')).toBeVisible();
});
