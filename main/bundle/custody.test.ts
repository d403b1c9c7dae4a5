import { expect, test } from 'vitest';
import type { Hop } from '../../preload/contract.ts';
import { appendHop, isCustodyFile, nextHop, readCustody } from './custody.ts';
import { sha256Of, TAGMANIFEST } from './layout.ts';
import { KEY, type MemoryBundle, NOW, STRANGER, sealed, trusting } from './testing/bundles.ts';
import { revoke } from './trust.ts';
import { verifyBundle } from './verify.ts';

const TRUSTED = [trusting(), trusting(STRANGER, 'Technician')];
const HOP: Omit<Hop, 'n' | 'signedBy'> = {
  ...{ person: 'A. Admin', role: 'admin', from: 'office', to: 'courier', at: '2026-11-21T11:00:00.000Z' },
  ...{ medium: 'medium-a', seal: 'S-4711', note: '' },
};

const of = (bundle: MemoryBundle) => ({
  bundle: '2026-11-21-001',
  tagmanifestSha256: sha256Of(bundle.text(TAGMANIFEST)),
});
const chainOf = (bundle: MemoryBundle, trusted = TRUSTED) =>
  readCustody(new Map([...bundle.files].filter(([name]) => isCustodyFile(name))), of(bundle), trusted);

async function withHops(): Promise<MemoryBundle> {
  const bundle = await sealed();
  await appendHop(bundle, of(bundle), chainOf(bundle), HOP, KEY);
  const second = { ...HOP, person: 'T. Tech', role: 'technician', at: '2026-11-22T09:00:00.000Z' } as const;
  await appendHop(bundle, of(bundle), chainOf(bundle), second, STRANGER);
  return bundle;
}
const view = (bundle: MemoryBundle, trusted = TRUSTED) => verifyBundle(bundle, { trusted, expected: {}, now: NOW });
const broken = async (bundle: MemoryBundle) =>
  (await view(bundle)).problems.filter(({ code }) => code === 'custody-broken');

test('hops are added one by one, each signed by who has it, and the bundle stays good', async () => {
  const bundle = await withHops();
  const { custody, problems } = await view(bundle);
  expect(problems).toEqual([]);
  expect(custody.map(({ n, person, signedBy }) => [n, person, signedBy])).toEqual([
    [1, 'A. Admin', TRUSTED[0]?.fingerprint],
    [2, 'T. Tech', TRUSTED[1]?.fingerprint],
  ]);
  expect(bundle.written.slice(-4)).toEqual([
    'custody/0001-20261121T110000000Z.json.minisig',
    'custody/0001-20261121T110000000Z.json',
    'custody/0002-20261122T090000000Z.json.minisig',
    'custody/0002-20261122T090000000Z.json',
  ]);
});

test('a chain that was altered, thinned out, reordered or taken from another bundle is broken', async () => {
  const good = await withHops();
  const [first = '', second = ''] = [...good.files.keys()].filter((name) => /^custody.*json$/.test(name));
  const changes: ((bundle: MemoryBundle) => void)[] = [
    (bundle) => bundle.edit(first, (text) => text.replace('A. Admin', 'M. Mallory')),
    (bundle) => bundle.files.delete(first),
    (bundle) => bundle.files.delete(`${second}.minisig`),
    (bundle) => bundle.files.set(`${second}.minisig`, good.files.get(`${first}.minisig`) ?? Buffer.alloc(0)),
    (bundle) => bundle.files.set(first, good.files.get(second) ?? Buffer.alloc(0)),
    (bundle) => bundle.files.set(first, Buffer.from('{')),
    (bundle) => bundle.files.set(`${first}.minisig`, Buffer.from([0xff])),
    (bundle) => bundle.files.set('custody/0003-x.json', good.files.get(first) ?? Buffer.alloc(0)),
  ];
  for (const [index, change] of changes.entries()) {
    const bundle = good.copy();
    change(bundle);
    expect((await broken(bundle)).length, `change ${index}`).toBeGreaterThan(0);
  }
  const other = await sealed({ sequence: 18 });
  for (const [name, bytes] of good.files) if (isCustodyFile(name)) other.files.set(name, bytes);
  expect((await broken(other)).map(({ detail }) => detail)).toContain('It is about another bundle.');
});

test('a statement that is signed well is still checked for its place in the chain and for who signed it', async () => {
  const bundle = await withHops();
  const chain = chainOf(bundle);
  const add = (next: { name: string; text: string }[]) => {
    const copy = bundle.copy();
    for (const { name, text } of next) copy.files.set(name, Buffer.from(text));
    return chainOf(copy).problems.list.map(({ detail }) => detail);
  };
  expect(add(nextHop(of(bundle), chain, HOP, KEY))).toEqual([]);
  const other = { ...chain, lastSha256: sha256Of('another chain') };
  expect(add(nextHop(of(bundle), other, HOP, KEY))).toEqual(['It does not follow the statement before it.']);
  const posing = { ...KEY, publicKey: STRANGER.publicKey };
  expect(add(nextHop(of(bundle), chain, HOP, posing))).toEqual(['Another key signed it than it says.']);
  const short = { ...chain, hops: chain.hops.slice(1) };
  const [signature, statement] = nextHop(of(bundle), short, HOP, KEY);
  const renamed = [signature, statement].map((file) => ({
    name: file?.name.replace('0002-', '0003-') ?? '',
    text: file?.text ?? '',
  }));
  expect(add(renamed)).toEqual(['It should be number 3 of the chain.']);
});

test('a flipped bit anywhere in a statement is noticed', async () => {
  const good = await withHops();
  for (const name of [...good.files.keys()].filter((file) => /^custody.*json$/.test(file))) {
    const bytes = good.files.get(name) ?? Buffer.alloc(0);
    for (let at = 0; at < bytes.length; at += 5) {
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(chainOf(good).problems.list.length, `${name} ${at}`).toBeGreaterThan(0);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
    }
  }
  expect(chainOf(good).problems.list).toEqual([]);
});

test('who signed has to be trusted, and not revoked at that time', async () => {
  const bundle = await withHops();
  const stranger = chainOf(bundle, [trusting()]);
  expect(stranger.problems.list.map(({ detail }) => detail)).toEqual([
    `The key ${trusting(STRANGER).fingerprint} is not trusted here.`,
  ]);
  expect(stranger.hops.map(({ signedBy }) => signedBy)).toEqual([trusting().fingerprint, null]);
  const revoked = revoke(TRUSTED, TRUSTED[1]?.fingerprint ?? '', 'left', '2026-11-22T00:00:00.000Z');
  expect(chainOf(bundle, revoked).problems.list[0]?.detail).toContain('was revoked on 2026-11-22');
});

test('a signature without its statement, as a power cut leaves it, states nothing and is completed later', async () => {
  const bundle = await withHops();
  const [signature] = nextHop(of(bundle), chainOf(bundle), HOP, KEY);
  bundle.files.set(signature?.name ?? '', Buffer.from(signature?.text ?? ''));
  expect((await view(bundle)).problems).toEqual([]);
  await appendHop(bundle, of(bundle), chainOf(bundle), HOP, KEY);
  expect((await view(bundle)).custody).toHaveLength(3);
});

test('nothing is added to a broken chain, nor a hop that cannot be read again', async () => {
  const bundle = await withHops();
  expect(() => nextHop(of(bundle), chainOf(bundle), { ...HOP, person: 'x'.repeat(501) }, KEY)).toThrow(
    'cannot be written',
  );
  bundle.files.delete('custody/0001-20261121T110000000Z.json');
  expect(() => nextHop(of(bundle), chainOf(bundle), HOP, KEY)).toThrow('is broken');
});
