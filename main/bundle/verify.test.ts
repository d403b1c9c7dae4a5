/** What is wrong even though somebody with a trusted key signed it: the signature says who, not that it makes sense. */
import { expect, test } from 'vitest';
import { decodePackages, encodePackages, type Packages } from './codec/packages.ts';
import { isCustodyFile, MAX_HOPS } from './custody.ts';
import { BAG_INFO, BAGIT, MANIFEST, PACKAGES, sha256Of } from './layout.ts';
import { BASE, type MemoryBundle, NOW, SERIAL, sealAgain, sealed, tagsOf, trusting } from './testing/bundles.ts';
import { verifyBundle } from './verify.ts';

async function problemsOf(bundle: MemoryBundle): Promise<string[]> {
  const { problems } = await verifyBundle(bundle, { trusted: [trusting()], expected: { serial: SERIAL }, now: NOW });
  return problems.map(({ code, file, detail }) => `${code} ${file}: ${detail}`);
}

/** A bundle in which one file was changed before it was signed. */
async function signedWith(name: string, change: (text: string) => string, partBytes: number | null = null) {
  const bundle = await sealed({ partBytes });
  bundle.edit(name, change);
  return sealAgain(bundle);
}
const withPackages = (change: (packages: Packages) => void, partBytes: number | null = null) =>
  signedWith(
    PACKAGES,
    (text) => {
      const packages = decodePackages(Buffer.from(text));
      change(packages);
      return encodePackages(packages);
    },
    partBytes,
  );
const first = ({ packages }: Packages) => {
  const [one] = packages;
  if (!one) throw new Error('no package');
  return one;
};

test('signed again without a change it is good', async () => {
  expect(await problemsOf(sealAgain(await sealed({ partBytes: 20 })))).toEqual([]);
});

test('bag-info.txt and packages.json have to say the same', async () => {
  const changes: [string, string, string][] = [
    ['External-Identifier: 2026-11-21-001', 'External-Identifier: 2026-11-21-002', 'another id'],
    ['X-Sequence: 17', 'X-Sequence: 18', 'another sequence'],
    ['X-Request: request-7', 'X-Request: request-8', 'another request'],
    ['X-Serial: RS-0001', 'X-Serial: RS-0002', 'another serial number'],
    ['X-Sealed-At: 2026-11-21', 'X-Sealed-At: 2026-11-20', 'another time of sealing'],
  ];
  for (const [from, to, said] of changes) {
    const found = await problemsOf(await signedWith(BAG_INFO, (text) => text.replace(from, to)));
    expect(found).toContain(`mixed-bundle ${PACKAGES}: It has ${said} than ${BAG_INFO}.`);
  }
});

test('bag-info.txt that says something twice, or less than a bundle has to say, is refused', async () => {
  const changes: [(text: string) => string, RegExp][] = [
    [(text) => `${text}X-Serial: RS-0002\n`, /says X-Serial more than once/],
    [(text) => `${text}x-sequence: 3\n`, /says X-Sequence more than once/],
    [(text) => text.replace(/^X-Expires.*\n/m, ''), /\(expiresAt\)/],
    [(text) => text.replace(/^X-Sequence: .*/m, 'X-Sequence: 1e3'), /Payload-Oxum or X-Sequence/],
    [(text) => text.replace(/^X-Sequence: .*/m, 'X-Sequence: 0'), /\(sequence\)/],
    [(text) => text.replace(/^X-Expires: .*/m, 'X-Expires: never'), /\(expiresAt\)/],
    [(text) => text.replace(/^Payload-Oxum: .*/m, 'Payload-Oxum: -1.2'), /Payload-Oxum or X-Sequence/],
    [(text) => `no label\n${text}`, /line 1: no label/],
  ];
  for (const [change, expected] of changes)
    expect((await problemsOf(await signedWith(BAG_INFO, change))).join()).toMatch(expected);
  const folded = await signedWith(BAG_INFO, (text) => `${text}Contact-Name: somebody\n  of the plant\n`);
  expect(await problemsOf(folded)).toEqual([]);
});

test('a bag of another version or in another character encoding is not guessed at', async () => {
  const found = await problemsOf(await signedWith(BAGIT, (text) => text.replace('1.0', '0.97')));
  expect(found).toEqual([`unreadable ${BAGIT}: This is no bag of version 1.0 in UTF-8.`]);
});

test('the manifest and the list of packages have to name the same files with the same hashes', async () => {
  const other = sha256Of('other');
  const disagree = await withPackages((packages) => {
    const one = first(packages);
    one.sha256 = other;
    for (const part of one.parts) part.sha256 = other;
  });
  expect(await problemsOf(disagree)).toContain(
    `mixed-bundle data/base-7.0.bin: ${MANIFEST} and ${PACKAGES} do not agree about it.`,
  );
  const unknown = await withPackages(({ packages }) => packages.pop());
  expect(await problemsOf(unknown)).toEqual([`mixed-bundle data/product-24.1.bin: ${PACKAGES} does not know it.`]);
  const outside = await signedWith(MANIFEST, (text) => `${text}${sha256Of('x')}  x.txt\n`);
  expect(await problemsOf(outside)).toContain(`mixed-bundle x.txt: ${MANIFEST} names a file outside of data/.`);
});

test('parts have to make the whole: of the right length, each of one package, with the hash of the whole', async () => {
  const wrong = await withPackages((packages) => {
    first(packages).sha256 = sha256Of('another whole');
  }, 20);
  expect(await problemsOf(wrong)).toEqual([
    'changed-file data/base-7.0.bin.001: The parts of base-7.0.bin do not make the whole again.',
  ]);
  const longer = await withPackages((packages) => {
    first(packages).sizeBytes += 1;
  }, 20);
  expect((await problemsOf(longer)).join()).toContain(`have ${BASE.length} bytes together, not ${BASE.length + 1}`);
  const shared = await withPackages(({ packages: [one, two] }) => {
    if (one && two) two.parts = one.parts;
  });
  expect((await problemsOf(shared)).join()).toContain('two packages share a file');
  const reads = shared.read_.filter((name) => name === 'data/base-7.0.bin');
  expect(reads).toHaveLength(1);
});

test('a vendor’s own checksum that does not fit is told', async () => {
  const bundle = await withPackages((packages) => {
    first(packages).vendorSha256 = sha256Of('what the vendor states');
  });
  expect((await problemsOf(bundle)).join()).toContain('base-7.0 is not what its vendor states');
});

test('manifests with a name twice, a hostile name or something else in a line are refused as a whole', async () => {
  const line = `${sha256Of('x')}  `;
  const bad: [string, RegExp][] = [
    [`${line}data/base-7.0.bin\n`, /for the second time/],
    [`${line}../../etc/passwd\n`, /a way out of the folder/],
    [`${line}data/CON\n`, /keeps for a device/],
    ['no line of a manifest\n', /no SHA-256 and name/],
    [`\ufeff${line}data/x\n`, /no SHA-256 and name/],
  ];
  for (const [more, expected] of bad)
    expect((await problemsOf(await signedWith(MANIFEST, (text) => text + more))).join()).toMatch(expected);
  const latin1 = await sealed();
  latin1.files.set(MANIFEST, Buffer.from([0xe9]));
  expect((await problemsOf(sealAgain(latin1))).join()).toContain('is not UTF-8');
});

test('a tag manifest that names files of folders, or more than anybody needs, is not followed', async () => {
  const payload = await sealed();
  sealAgain(payload, undefined, tagsOf(payload).set('data/base-7.0.bin', sha256Of(BASE)));
  expect(await problemsOf(payload)).toEqual([
    'tag-changed data/base-7.0.bin: The tag manifest names a file that is none of its own.',
  ]);
  const many = await sealed();
  for (let i = 0; i < 100; i++) many.files.set(`tag${i}.txt`, Buffer.from(String(i)));
  sealAgain(many);
  expect((await problemsOf(many)).join()).toContain(`It names ${tagsOf(many).size} files`);
  expect(many.read_.filter((name) => name.startsWith('tag')).length).toBeLessThan(60);
  const few = await sealed();
  few.files.set('note.txt', Buffer.from('signed by who sealed it'));
  expect(await problemsOf(sealAgain(few))).toEqual([]);
});

test('more statements of custody than a chain can have are not read', async () => {
  const bundle = await sealed();
  for (let i = 0; i < 3 * MAX_HOPS; i++)
    bundle.files.set(`custody/${String(i).padStart(4, '0')}-x.json`, Buffer.from('{}'));
  expect((await problemsOf(bundle)).join()).toContain(`more than ${MAX_HOPS} statements`);
  expect(bundle.read_.filter(isCustodyFile).length).toBe(2 * MAX_HOPS);
});
