// The upgrade of a U-Series pair, rehearsed on the practice rack with the answers that ship with it, in two sittings.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const folder = path.join(root, 'resources/procedures/u-series/answers');
const pair = ['--site', 'practice', '--bind', 'active=us-1', '--bind', 'passive=us-2'];

it('upgrades the active and then the passive appliance, waits suspended for the next shift, and mirrors again', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600, args: ['--us-pair', 'both'] });
  const answers = parse(readFileSync(path.join(folder, 'practice-active-passive.yaml'), 'utf8'));
  const { 'resume/resume': _, ...first } = answers;
  const start = ['run', 'start', 'us-upgrade-active-passive', ...pair, '--answers', rehearsal.answersOf(first)];
  const begun = await rehearsal.json<RunView>(start);
  expect([begun.code, begun.document.current?.path]).toEqual([8, 'resume/resume']);
  const versions = { a: '24.2', b: '24.2' };
  const seen = async () => (await rehearsal.referee.state()).usPair;
  expect(await seen()).toMatchObject({ mirror: 'SUSPENDED', versions, disasters: [] });

  const resumed = ['run', 'resume', begun.document.id, '--answers', rehearsal.answersOf(answers)];
  const { code, document, stderr } = await rehearsal.json<RunView>(resumed);
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  // The answers say "synchronised" at once; the rack takes its (scaled) time.
  await expect
    .poll(seen, { timeout: 30_000 })
    .toMatchObject({ mirror: 'SYNCHRONIZED', roles: { a: 'active', b: 'passive' }, versions, disasters: [] });
}, 120_000);

it('makes the pair whole again after the active appliance has lost its power', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600, args: ['--us-pair', 'both'] });
  await rehearsal.referee.manual('us.ha.pullPower', 'us-1');
  const seen = async () => (await rehearsal.referee.state()).usPair;
  await expect.poll(seen, { timeout: 30_000 }).toMatchObject({ roles: { a: null, b: 'active' } });
  const answers = ['--answers', path.join(folder, 'practice-disaster-recovery.yaml')];
  const run = await rehearsal.json<RunView>(['run', 'start', 'us-ha-disaster-recovery', ...pair, ...answers]);
  expect({ code: run.code, status: run.document.status, stderr: run.stderr }).toMatchObject({ status: 'finished' });
  expect(await seen()).toMatchObject({ mirror: 'SYNCHRONIZED', roles: { a: 'active', b: 'passive' }, disasters: [] });
}, 120_000);
