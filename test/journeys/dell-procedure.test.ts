// The BIOS update procedure by the command line: locked from every process, killed in the middle, finished by another one.
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

it('updates the BIOS of the practice server: power stays locked through a silent iDRAC until the version is read back', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 120 });
  const answers = path.join(root, 'resources/procedures/u-series/answers/practice-dell-bios.yaml');
  await rehearsal.referee.fault('idrac-silent');
  const started = rehearsal.json<RunView>([
    ...['run', 'start', 'us-dell-bios-update', '--site', 'practice', '--bind', 'server=us-a', '--answers', answers],
  ]);
  await expect.poll(async () => (await rehearsal.referee.state()).dell.jobs.length, { timeout: 60_000 }).toBe(1);
  const refused = await rehearsal.run(['power', 'off', '--site', 'practice', '--device', 'us-a']);
  // Refused by the rule, or out of reach because the iDRAC has fallen silent: never carried out.
  expect([4, 6]).toContain(refused.code);

  const { code, document, stderr } = await started;
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  expect((await rehearsal.referee.state()).dell).toMatchObject({ versions: { BIOS: '2.12.2' }, power: 'on' });
  expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
});
