import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../ports/clock.ts';
import { silentLog } from '../ports/log.ts';
import { GROUP_IDS } from '../practice/remote-support/group-models.ts';
import { Sites } from '../sites/sites.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import type { Background } from './background.ts';
import { practiceEndpoints } from './endpoints/practice.ts';
import { PracticeService, RACK_SIZES } from './practice-service.ts';
import type { Services } from './services.ts';

/** The service on a data folder of its own, its devices, and the sites whose runs it has ended. */
function fresh() {
  const sites = new Sites(scratchDatabase());
  const retired: string[] = [];
  const practice = new PracticeService(sites, systemClock, silentLog, (siteId) => retired.push(siteId));
  onTestFinished(async () => void (await practice.stop()));
  return { practice, retired, devices: () => sites.get('practice')?.devices.map(({ id }) => id) };
}
const small = ['sps-a', 'sps-b', 'us-a', 'rs-a'];
const complete = [...small, 'indexer-1', 'indexer-2', 'us-1', 'us-2', 'imp-a', 'imp-b', 'imp-c', 'imp-d', ...GROUP_IDS];

test('the complete rack takes the place of the small one, and its state says which is running', async () => {
  const { practice, retired, devices } = fresh();
  expect(practice.state()).toEqual({ running: false, size: null, siteId: null, scale: 60 });
  const first = await practice.start(300);
  expect(first).toEqual({ running: true, size: 'small', siteId: 'practice', scale: 300 });
  expect(devices()).toEqual(small);

  const second = await practice.start(60, null, RACK_SIZES.complete);
  expect(second).toEqual({ running: true, size: 'complete', siteId: 'practice', scale: 60 });
  expect(devices()).toEqual(complete);
  expect(retired).toEqual(['practice', 'practice']);
  expect(await practice.stop()).toMatchObject({ running: false, size: null, siteId: 'practice' });
});

test('a small rack with something besides is no complete one', async () => {
  const { practice, devices } = fresh();
  const state = await practice.start(60, null, { ...RACK_SIZES.small, usPair: 'services' });
  expect(state.size).toBe('small');
  expect(devices()).toEqual([...small, 'us-1', 'us-2']);
});

test('the package for indexer hosts is written where the rack has them, with its checksum', async () => {
  const { practice } = fresh();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await practice.start(60);
  expect(await practice.indexerPackage(folder)).toBeNull();
  await practice.start(60, null, { ...RACK_SIZES.small, indexers: true });
  const written = await practice.indexerPackage(folder);
  expect(path.basename(written?.file ?? '')).toBe('external-indexer-5.8.0-1.noarch.rpm');
  expect(written?.sha256).toBe(
    createHash('sha256')
      .update(readFileSync(written?.file ?? ''))
      .digest('hex'),
  );
}, 20_000);

test('the command wants one of the two sizes', () => {
  const { args } = practiceEndpoints({} as Services, {} as Background)['practice.start'];
  const taken = (...given: unknown[]) => args.safeParse(given).success;
  expect(taken(60, 'small')).toBe(true);
  expect(taken(60, 'complete')).toBe(true);
  for (const wrong of [[60], [60, 'large'], [60, null], [0, 'small'], [60, 'small', 'more']])
    expect(taken(...wrong)).toBe(false);
});
