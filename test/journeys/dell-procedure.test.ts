// The BIOS update procedure by the command line: locked from every process, killed in the middle, finished by another one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RunView } from '../../preload/contract.ts';
import { Rehearsal } from './support/rack.ts';

it('updates the BIOS of the practice server: power stays locked through a silent iDRAC until the version is read back', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 120 });
  const folder = path.join(rehearsal.home, 'packages');
  expect((await rehearsal.run(['site', 'practice-packages', folder])).code).toBe(0);
  const file = path.join(folder, 'BIOS_PRACT_WN64_2.12.2.EXE');
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  const answers = rehearsal.answersOf({
    'bitlocker/status': { 'bitlocker.state': 'off' },
    'tag/card': { 'tag.label': 'RHPRAC1' },
    site: { 'us.haRole': 'standalone', 'us.backup': 'this morning', 'us.powerFeeds': 'redundant' },
    order: { 'idrac.first': 'current' },
    package: {
      ...{ 'bios.target': '2.12.2', 'bios.package': file, 'bios.packageTag': 'RHPRAC1', 'bios.fit': 'ok' },
      ...{ 'bios.vendorSha256': sha256, 'bios.packageSha256': sha256, 'bios.packageVersion': '2.12.2' },
    },
    suspend: { 'bitlocker.suspended': 'no' },
    confirm: { 'tag.confirm': 'RHPRAC1' },
    update: 'go',
    prompt: { 'bitlocker.prompt': 'no' },
    'in-service': { 'us.answers': true },
  });
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
