import { expect, test } from 'vitest';
import { decodeManifest } from './codec/manifest.ts';
import { decodePackages } from './codec/packages.ts';
import { BundleError } from './errors.ts';
import { MANIFEST, MINISIG, PACKAGES, SSHSIG, sha256Of, TAGMANIFEST } from './layout.ts';
import { payloadFiles, sealBundle } from './seal.ts';
import { BASE, KEY, MemoryBundle, NOW, packages, plan, sealed, sealPackage, trusting } from './testing/bundles.ts';
import { verifyBundle } from './verify.ts';

const verified = (bundle: MemoryBundle) => verifyBundle(bundle, { trusted: [trusting()], expected: {}, now: NOW });

test('a sealed bundle is good, and says what it holds in the order of installation', async () => {
  const view = await verified(await sealed({ packages: packages().reverse() }));
  expect(view.problems).toEqual([]);
  expect(view).toMatchObject({ id: '2026-11-21-001', sequence: 17, product: 'remote-support', serial: 'RS-0001' });
  expect(view.signedBy).toBe(trusting().fingerprint);
  expect(view.packages.map(({ name, order, sha256 }) => [name, order, sha256])[0]).toEqual([
    'base-7.0',
    1,
    sha256Of(BASE),
  ]);
  expect(view.how).toBe('direct');
});

test('the payload is written first; tag manifest and signatures are the last', async () => {
  const { written } = await sealed();
  expect(written.slice(0, 2)).toEqual(['data/base-7.0.bin', 'data/product-24.1.bin']);
  expect(written.slice(-3)).toEqual([TAGMANIFEST, MINISIG, SSHSIG]);
});

test('the layout is a bag of RFC 8493: declaration, Payload-Oxum, manifests that name all', async () => {
  const bundle = await sealed();
  expect(bundle.text('bagit.txt')).toBe('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  const octets = [...bundle.files]
    .filter(([name]) => name.startsWith('data/'))
    .reduce((sum, [, { length }]) => sum + length, 0);
  expect(bundle.text('bag-info.txt')).toContain(`Payload-Oxum: ${octets}.2\n`);
  expect(bundle.text('bag-info.txt')).toContain('Bagging-Date: 2026-11-21\n');
  expect([...decodeManifest(MANIFEST, Buffer.from(bundle.text(MANIFEST))).keys()]).toEqual(
    [...bundle.files.keys()].filter((name) => name.startsWith('data/')).sort(),
  );
  const tags = decodeManifest(TAGMANIFEST, Buffer.from(bundle.text(TAGMANIFEST)));
  for (const [name, sha256] of tags) expect(sha256Of(bundle.text(name))).toBe(sha256);
  expect([...tags.keys()].sort()).toEqual(['VERIFY.txt', 'bag-info.txt', 'bagit.txt', MANIFEST, PACKAGES].sort());
});

test('a file that is too long for the medium lies in parts, with the hash of the whole beside them', async () => {
  const bundle = await sealed({ partBytes: 10 });
  const { packages: listed } = decodePackages(Buffer.from(bundle.text(PACKAGES)));
  expect(listed[0]?.parts.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['data/base-7.0.bin.001', 10],
    ['data/base-7.0.bin.002', 10],
    ['data/base-7.0.bin.003', 10],
    ['data/base-7.0.bin.004', BASE.length - 30],
  ]);
  const parts = listed[0]?.parts.map(({ path }) => bundle.files.get(path) ?? Buffer.alloc(0)) ?? [];
  expect(Buffer.concat(parts).equals(BASE)).toBe(true);
  expect(bundle.text('joined-sha256.txt')).toContain(`${sha256Of(BASE)}  base-7.0.bin\n`);
  expect(bundle.text('VERIFY.txt')).toContain('cat data/base-7.0.bin.001 data/base-7.0.bin.002');
  expect((await verified(bundle)).problems).toEqual([]);
});

test('a package of no bytes, and one of exactly the length of a part, lie in one file', async () => {
  const exact = sealPackage(Buffer.alloc(10), { name: 'exact', order: 1 });
  const empty = sealPackage(Buffer.alloc(0), { name: 'empty', order: 2 });
  const bundle = await sealed({ partBytes: 10, packages: [exact, empty] });
  expect(bundle.written.slice(0, 2)).toEqual(['data/exact.bin', 'data/empty.bin']);
  expect((await verified(bundle)).problems).toEqual([]);
});

test('vendor names that not every file system holds get one that does, and are kept in the list', async () => {
  const names = [
    'Setup (x64).exe',
    'setup (X64).EXE',
    'CON.txt',
    'Fußnote…rpm',
    '..\\..\\evil.sh',
    `${'n'.repeat(200)}.iso`,
  ];
  const list = names.map((originalName, i) =>
    sealPackage(Buffer.from([i]), { name: `p${i}`, order: i + 1, originalName }),
  );
  const files = payloadFiles({ id: 'b', packages: list, partBytes: null });
  expect(files.map(({ path }) => path).slice(0, 5)).toEqual([
    'data/Setup_x64_.exe',
    'data/2_setup_X64_.EXE',
    'data/file_CON.txt',
    'data/Fu_note...rpm',
    'data/evil.sh',
  ]);
  const bundle = await sealed({ packages: list });
  expect((await verified(bundle)).problems).toEqual([]);
  expect(decodePackages(Buffer.from(bundle.text(PACKAGES))).packages.map(({ originalName }) => originalName)).toEqual(
    names,
  );
});

test('a source that has changed since it was taken in is not sealed: nothing is signed', async () => {
  for (const partBytes of [null, 10]) {
    const bundle = new MemoryBundle();
    const [first, second] = packages();
    if (!first || !second) throw new Error('no packages');
    const changed = { ...second, read: sealPackage(Buffer.alloc(second.sizeBytes), { name: 'x' }).read };
    const sealing = sealBundle(plan({ packages: [first, changed], partBytes }), KEY, bundle);
    await expect(sealing).rejects.toMatchObject({ code: 'bundle.changed-source' });
    expect(bundle.written.filter((name) => !name.startsWith('data/'))).toEqual([]);
  }
});

test('a plan that contradicts itself is refused before a byte is written', async () => {
  const [base, product] = packages();
  if (!base || !product) throw new Error('no packages');
  const short = { name: 'short', order: 2 };
  const bad: Partial<Parameters<typeof plan>[0]>[] = [
    { packages: [] },
    { bundle: '../up' },
    { packages: [{ ...base, order: 2 }, product] },
    { packages: [{ ...base, order: 3 }, product] },
    { packages: [base, { ...product, name: base.name }] },
    { packages: [{ ...base, vendorSha256: 'b'.repeat(64) }] },
    { request: 'two\nlines' },
    { packages: [base, sealPackage(Buffer.alloc(5), { ...short, originalName: 'BASE-7.0.bin.001' })], partBytes: 20 },
    { expiresAt: 'soon' },
    { packages: [{ ...base, version: 'v'.repeat(101) }] },
    { target: { product: 'remote-support', serial: '', host: 'rs' } },
    { packages: [{ ...base, sizeBytes: 10_000 }], partBytes: 10 },
  ];
  for (const changes of bad) {
    const bundle = new MemoryBundle();
    const error = await sealBundle(plan(changes), KEY, bundle).catch((e: unknown) => e);
    expect(error, JSON.stringify(changes)).toBeInstanceOf(BundleError);
    expect((error as BundleError).toFailure().code).toBe('bundle.plan');
    expect(bundle.written).toEqual([]);
  }
});

test('cut off after any write and sealed again, the bundle is the same, byte for byte', async () => {
  const whole = await sealed();
  for (let writes = 0; writes < whole.written.length; writes++) {
    const bundle = new MemoryBundle();
    const cut = {
      write: async (...args: Parameters<MemoryBundle['write']>) => {
        if (bundle.written.length === writes) throw new Error('power cut');
        return bundle.write(...args);
      },
    };
    await expect(sealBundle(plan(), KEY, cut)).rejects.toThrow('power cut');
    const half = await verified(bundle);
    // With one of the two signatures it is whole already.
    if (writes < whole.written.length - 1) expect(half.problems.length).toBeGreaterThan(0);
    await sealBundle(plan(), KEY, bundle);
    expect(new Map([...bundle.files].sort())).toEqual(new Map([...whole.files].sort()));
  }
});
