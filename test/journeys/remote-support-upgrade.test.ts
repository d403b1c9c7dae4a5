// The manual upgrade across the air gap, rehearsed on the practice rack with the answers that ship with it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const answersFile = path.join(root, 'resources/procedures/remote-support/answers/practice-single-manual.yaml');
const start = ['run', 'start', 'rs-upgrade-single-manual', '--site', 'practice', '--bind', 'appliance=rs-a'];

it('measures and corrects the clock, installs base and product once each, and keeps every lock on the way', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600 });
  await rehearsal.referee.fault('rs-clock-wrong');
  // All clients uninstalled before: no day to wait for.
  const answers = { ...parse(readFileSync(answersFile, 'utf8')), 'round/install/clients': 'reinstall' };
  const first = { ...answers };
  delete first['round/install/base-running'];

  const begun = await rehearsal.json<RunView>([...start, '--answers', rehearsal.answersOf(first)]);
  expect([begun.code, begun.document.current?.path]).toEqual([8, 'round/install/base-running']);
  // The tool has measured five minutes, the person has set the clock, and the tool has measured again.
  expect(begun.document.facts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['rs.clock.skew', 'rs.clock.corrected']),
  );
  const { remoteSupport } = await rehearsal.referee.state();
  expect(remoteSupport).toMatchObject({ skewS: 0, keys: 1 });
  // The base is being installed, or already is: the rack's time goes on while it is asked.
  expect([...remoteSupport.uploaded, ...remoteSupport.installed]).toEqual(['base-7.0']);
  const refused = await rehearsal.run(['power', 'reset', '--site', 'practice', '--device', 'rs-a']);
  expect({ code: refused.code, named: refused.stderr.includes('I-RS-008') }).toEqual({ code: 4, named: true });

  const resumed = ['run', 'resume', begun.document.id, '--answers', rehearsal.answersOf(answers)];
  const { code, document, stderr } = await rehearsal.json<RunView>(resumed);
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  // The answers say "done" at once; the rack takes its (scaled) time.
  const seen = async () => (await rehearsal.referee.state()).remoteSupport;
  const installed = ['base-7.0', 'product-24.1'];
  await expect.poll(seen, { timeout: 60_000 }).toMatchObject({ disasters: [], backups: 2, installed });
  const { executed } = await rehearsal.referee.state();
  expect(executed['rs-a']).toEqual([]);
}, 120_000);
