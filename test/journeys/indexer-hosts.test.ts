/** An indexer host of the practice rack, through the product itself: the shipped answers, a fault, and a person who mends it. */
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const answers = path.join(root, 'resources/procedures/sps/answers/practice-external-indexer.yaml');

it('is upgraded over SSH without a person, once a package that was refused is taken', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600, args: ['--indexers'] });
  const host = async () => (await rehearsal.referee.state()).indexers?.['indexer-2'];
  expect((await rehearsal.run(['site', 'practice-fault', 'indexer-package-fails'])).code).toBe(0);
  const held = await rehearsal.json<RunView>([
    ...['run', 'start', 'sps-external-indexer-upgrade', '--site', 'practice', '--bind', 'indexer=indexer-2'],
    ...['--answers', answers],
  ]);
  // One go is one attempt: the answers say it once.
  expect([held.code, held.document.current?.path]).toEqual([8, 'upgrade']);
  expect(await host()).toMatchObject({ version: '5.0.11', service: 'stopped', disasters: [] });

  expect((await rehearsal.run(['site', 'practice-fault', 'none'])).code).toBe(0);
  const resumed = await rehearsal.json<RunView>(['run', 'resume', held.document.id, '--answers', answers]);
  expect({ code: resumed.code, status: resumed.document.status }).toEqual({ code: 0, status: 'finished' });
  expect(await host()).toEqual({
    ...{ version: '5.8.0', service: 'running', configBackup: 'kept', conflicts: 0, disasters: [] },
  });
});
