import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { takenFromRack } from './rack-values.ts';

type Rack = Parameters<typeof takenFromRack>[1];
const RUN = { siteId: 'practice', bindings: [{ role: 'server', deviceId: 'us-a' }] } as never;

/** A rack with one package and one living key; `did` is what was done there. */
function rack(practice: boolean) {
  const home = mkdtempSync(path.join(os.tmpdir(), 'rackhand-rack-'));
  const file = path.join(home, 'BIOS.EXE');
  writeFileSync(file, 'practice');
  const did: string[] = [];
  const services = {
    home,
    finder: { device: () => ({ site: { practice: practice ? { scale: 1 } : null }, device: { id: 'us-a' } }) },
    practice: {
      dns: async () => (practice ? '127.0.0.1:5353' : null),
      packages: async () => [file],
      settledKeys: async () => ({ stick: '/stick', disk: '/disk' }),
    },
    keys: {
      collect: async (_: unknown, { path }: { path: string }) => did.push(`collect ${path}`),
      prove: async (_: unknown, disk: string) => did.push(`prove ${disk}`),
      view: () => ({
        keys: [
          { id: 'old', dead: { reason: 'made anew' } },
          { id: 'new', dead: null },
        ],
      }),
    },
  } as unknown as Rack;
  return { file, did, services, [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }) };
}

it('takes package, checksum and living key from the rack, and leaves other values as they are', async () => {
  using stage = rack(true);
  const given = {
    a: 'rack:package/BIOS.EXE',
    b: 'rack:sha256/BIOS.EXE',
    c: 'rack:key-id',
    d: 'said',
    e: 3,
    f: 'rack:dns',
  };
  const sha256 = createHash('sha256').update('practice').digest('hex');
  const taken = await takenFromRack(given, stage.services, RUN, 'tester');
  expect(taken).toEqual({ a: stage.file, b: sha256, c: 'new', d: 'said', e: 3, f: '127.0.0.1:5353' });
});
it('takes the keys in and proves them where the answers say so', async () => {
  using stage = rack(true);
  expect(await takenFromRack({ rack: 'keys' }, stage.services, RUN, 'tester')).toEqual({});
  expect(stage.did).toEqual(['collect /stick', 'prove /disk']);
});
it('refuses a name that says nothing, and every name on a real site', async () => {
  using stage = rack(true);
  for (const name of ['rack:package/../BIOS.EXE', 'rack:sha256/OTHER.EXE', 'rack:password']) {
    await expect(takenFromRack({ a: name }, stage.services, RUN, 'tester')).rejects.toThrow(/has no/);
  }
  using real = rack(false);
  for (const given of [{ a: 'rack:sha256/BIOS.EXE' }, { rack: 'keys' }] as Record<string, string>[]) {
    await expect(takenFromRack(given, real.services, RUN, 'tester')).rejects.toThrow(/this site is none/);
  }
  expect(await takenFromRack({ a: 'said' }, real.services, RUN, 'tester')).toEqual({ a: 'said' });
});
