// A round trip across the air gap by the command line: two computers (data folders) that share nothing but files carried over,
// the practice Remote Support appliance on one side and its vendor's update server on the other.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { endpoint } from '../../main/appliances/endpoint.ts';
import { exchange, type HttpRequest } from '../../main/appliances/http.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { practicePassword, practiceWebUser } from '../../main/practice/credentials.ts';
import type { BundleView, OfferedPackage, TripView, TrustedKey } from '../../preload/contract.ts';
import { rackhand, rackhandJson } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const ENV = { RACKHAND_PASSPHRASE: 'four words are better' };
const DEVICE = ['--site', 'practice', '--device', 'rs-a'];
const basic = `Basic ${Buffer.from(`${practiceWebUser}:${practicePassword}`).toString('base64')}`;
type Trip = { trip: TripView };

/** A browser: what a person sees at a web page, pinned as the notes of the site say. */
async function browse(url: string, pin: string, path: string, request: Partial<HttpRequest> = {}) {
  const limits = { clock: systemClock, limit: 16 << 20 };
  return exchange(endpoint('page', url), pin, { method: 'GET', path, ...request }, limits);
}

it('brings packages across the gap: wrong clock, vanished package, damaged primary, reserve taken, base before product', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600, env: ENV });
  const outside = mkdtempSync(path.join(os.tmpdir(), 'rackhand-outside-'));
  const [home, downloads, second, primary, reserve] = ['home', 'downloads', 'second', 'primary', 'reserve'].map(
    (name) => {
      const folder = path.join(outside, name);
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    },
  ) as [string, string, string, string, string];
  const rack = <T>(args: string[], stdin = '') => jsonOf<T>(rehearsal.run(['--json', ...args], {}, stdin));
  const desk = <T>(args: string[]) => rackhandJson<T>(args, { home, env: ENV });
  const appliance = rehearsal.site.devices.find(({ id }) => id === 'rs-a')?.web;
  if (!appliance?.pin) throw new Error('no Remote Support on the practice rack');
  const click = (action: Parameters<typeof rehearsal.referee.manual>[0]) => rehearsal.referee.manual(action, 'rs-a');
  const seen = async () => (await rehearsal.referee.state()).remoteSupport;

  // A wrong clock ends it before a key is made.
  await rehearsal.referee.fault('rs-clock-wrong');
  const create = ['request', 'create', ...DEVICE];
  const wrong = await rack<Trip>(create);
  expect(wrong).toMatchObject({ code: 8, document: { trip: { state: 'idle', clock: { ok: false } } } });
  await rehearsal.referee.fault('none');
  await click('rs.ntp.correct');
  const checked = await rack<Trip>([...create, '--base', '6.2.1', '--product', '23.2.3']);
  expect(checked).toMatchObject({ code: 8, document: { trip: { state: 'clock-checked', clock: { ok: true } } } });

  // Two computers that trust each other's keys, compared by a person.
  await click('rs.key.generate');
  const shown = await browse(appliance.url, appliance.pin, '/appliance/updates', { headers: { authorization: basic } });
  const key = /<code>([\w-]+)<\/code>/.exec(shown.body.toString('utf8'))?.[1] ?? '';
  const keysOf = (document: { keys: TrustedKey[] }) => document.keys.find(({ own }) => own);
  const [inside, collector] = [await rack<Keys>(['request', 'key']), await desk<Keys>(['request', 'key'])];
  const file = path.join(outside, 'request.ur.txt');
  const made = await rack<Trip & { request: { keySealed: boolean } }>(
    [...create, '--key-stdin', '--for', collector.document.recipient, '--out', file],
    `${key}\n`,
  );
  expect(made).toMatchObject({ code: 0, document: { trip: { state: 'key-exported' }, request: { keySealed: true } } });
  expect(readFileSync(file, 'utf8')).not.toContain(key);
  const { id } = made.document.trip;
  expect((await desk<Trip>(['request', 'receive', file])).code).not.toBe(0);
  for (const [folder, other] of [
    [home, inside],
    [rehearsal.home, collector],
  ] as const) {
    const publicKey = path.join(outside, 'key.pub');
    writeFileSync(publicKey, keysOf(other.document)?.minisign ?? '');
    expect(
      (await rackhand(['request', 'key', '--trust', publicKey, '--name', 'other side'], { home: folder, env: ENV }))
        .code,
    ).toBe(0);
  }
  expect(await desk<Trip>(['request', 'receive', file])).toMatchObject({
    code: 0,
    document: { trip: { state: 'key-exported' } },
  });

  // The vendor's page: the list first, for a package leaves it when it is downloaded.
  const { url, pin } = (await seen()).updates;
  const submitted = await browse(url, pin, '/packages', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: Buffer.from(new URLSearchParams({ key }).toString()),
  });
  const { packages } = JSON.parse(submitted.body.toString('utf8')) as { packages: OfferedPackage[] };
  const list = path.join(outside, 'list.txt');
  const rows = packages.map((one) => [
    one.name,
    one.version,
    one.kind,
    one.dependsOn.join(', ') || '-',
    one.sizeBytes,
    one.vendorSha256,
  ]);
  writeFileSync(
    list,
    [['Package', 'Version', 'Type', 'Requires', 'Size in bytes', 'SHA-256'], ...rows]
      .map((row) => row.join('\t'))
      .join('\n'),
  );
  const early = await desk<Trip>(['bundle', 'take', id, '--file', `base-7.0=${list}`]);
  expect(early.code, 'nothing before the list').not.toBe(0);
  expect(await desk<Trip>(['bundle', 'take', id, '--list', list])).toMatchObject({
    code: 0,
    document: { trip: { state: 'list-recorded' } },
  });
  const files: string[] = [];
  for (const one of packages) {
    const { body } = await browse(url, pin, new URL(one.url ?? '').pathname);
    const at = path.join(downloads, `${one.name}.pkg`);
    writeFileSync(at, body);
    files.push('--file', `${one.name}=${at}`);
  }
  await expect.poll(async () => (await seen()).downloaded).toEqual(packages.map(({ name }) => name));
  expect((await browse(url, pin, new URL(packages[0]?.url ?? '').pathname)).status).toBe(410);
  expect(await desk<Trip>(['bundle', 'seal', id, '--to', primary])).toMatchObject({ code: 1 });
  expect(await desk<Trip>(['bundle', 'take', id, ...files])).toMatchObject({
    code: 0,
    document: { trip: { state: 'downloaded' } },
  });
  expect(
    await desk<Trip>([
      'bundle',
      'take',
      id,
      '--second',
      second,
      '--window',
      '2026-12-01T20:00:00Z',
      '--reference',
      'CHG-7',
    ]),
  ).toMatchObject({ code: 0, document: { trip: { state: 'window-confirmed' } } });

  // Primary and reserve are the same to the last byte.
  const sealed = await desk<Trip>(['bundle', 'seal', id, '--to', primary]);
  expect(sealed).toMatchObject({
    code: 0,
    document: { trip: { bundle: { sequence: 1, media: [{ role: 'primary' }] } } },
  });
  expect((await desk<Trip>(['bundle', 'seal', id, '--to', reserve, '--reserve'])).code).toBe(0);
  const manifest = (folder: string) => readFileSync(path.join(folder, id, 'tagmanifest-sha256.txt'), 'utf8');
  expect(manifest(reserve)).toBe(manifest(primary));

  // The primary copy is damaged on its way: refused by name, the reserve is taken.
  const data = path.join(primary, id, 'data', readdirSync(path.join(primary, id, 'data'))[0] ?? '');
  const damaged = readFileSync(data);
  damaged[1_000] = (damaged[1_000] ?? 0) ^ 1;
  writeFileSync(data, damaged);
  const refused = await rack<{ error: { code: string; message: string } }>(['bundle', 'import', id, primary]);
  expect(refused).toMatchObject({ code: 5, document: { error: { code: 'bundle-refused' } } });
  expect(refused.document.error.message).toContain('changed-file');
  const looked = await rack<{ bundle: BundleView }>(['bundle', 'verify', primary]);
  expect(looked.document.bundle.problems.map(({ code }) => code)).toContain('changed-file');
  expect(await rack<Trip>(['bundle', 'import', id, reserve])).toMatchObject({
    code: 0,
    document: { trip: { state: 'verified' } },
  });

  // Base, backup, product; each package is the vendor's to the last byte.
  const stored = path.join(rehearsal.home, 'content', 'blobs', 'sha256');
  const hashes = readdirSync(stored, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /[0-9a-f]{64}$/.test(name),
  );
  expect(hashes.map((name) => path.basename(name)).sort()).toEqual(
    packages.map(({ vendorSha256 }) => vendorSha256).sort(),
  );
  const [base = '', product = ''] = packages.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)).map(({ name }) => name);
  expect((await rack<Trip>(['bundle', 'installed', id, product])).code, 'base first').not.toBe(0);
  expect((await rack<Trip>(['bundle', 'installed', id, base])).document.trip.state).toBe('base-installed');
  expect((await rack<Trip>(['bundle', 'installed', id, product])).code, 'backup first').not.toBe(0);
  expect((await rack<Trip>(['request', 'backup', id])).document.trip.state).toBe('backed-up');
  expect((await rack<Trip>(['bundle', 'installed', id, product])).document.trip.state).toBe('product-installed');
  expect((await rack<Trip>(['request', 'clients', id])).document.trip.state).toBe('client-wait');
  expect((await rack<Trip>(['request', 'close', id])).code, 'a day for the clients').not.toBe(0);

  // The download key is in nobody's record.
  for (const folder of [home, rehearsal.home]) {
    const needle = createHash('sha256').update(key).digest('hex');
    const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = all.map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
    expect(texts.some((bytes) => bytes.includes(key))).toBe(false);
    expect(
      texts.some((bytes) => bytes.includes(needle)),
      'its trace is',
    ).toBe(true);
  }
  expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
  rmSync(outside, { recursive: true });
});

type Keys = { keys: TrustedKey[]; recipient: string };

async function jsonOf<T>(ended: ReturnType<typeof rackhand>): Promise<Awaited<typeof ended> & { document: T }> {
  const done = await ended;
  try {
    return { ...done, document: JSON.parse(done.stdout) as T };
  } catch {
    throw new Error(`no JSON (exit ${done.code}):\n${done.stdout}\n${done.stderr}`);
  }
}
