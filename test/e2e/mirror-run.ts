import type { RunView, Site } from '../../preload/contract.ts';
import { call, ready } from './call.ts';
import type { AppUnderTest } from './shell.ts';

const SITE =
  'format: rackhand-site/1\nid: vienna\nname: Vienna\ndevices:\n  - { id: us-a, name: us-a, product: u-series }\n';

/** A run of `us-ha-mirror-state` on a site of one appliance, open on the page; `value` gives a command and fails if it did. */
export async function mirrorRun(app: AppUnderTest) {
  const { page } = app;
  await ready({ page });
  const value = async <T>(name: string, ...args: unknown[]): Promise<T> => {
    const answer = await call(app, name, ...args);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value as T;
  };
  const site = await value<Site>('sites.import', SITE, 'vienna.yaml');
  const run = await value<RunView>('runs.start', 'us-ha-mirror-state', site.id, { server: ['us-a'] });
  await page.goto(`${page.url().split('#')[0]}#/run/${run.id}`);
  return { page, run, value };
}
