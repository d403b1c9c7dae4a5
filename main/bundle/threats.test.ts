/**
 * Attacks and weaknesses that The Update Framework lists (https://theupdateframework.io/docs/security/, "Attacks and
 * Weaknesses"), each as it looks on a medium that crosses the gap, and each refused by name. Before them ours: a stick that
 * was swapped, an older bundle, one for another appliance, one with an extra file.
 */
import { describe, expect, test } from 'vitest';
import type { BundleProblem } from '../../preload/contract.ts';
import { decodeBagInfo, encodeBagInfo } from './codec/bag-info.ts';
import { MINISIG, PACKAGES, SSHSIG, sha256Of, TAGMANIFEST } from './layout.ts';
import { MAX_TAG_BYTES } from './read.ts';
import { acceptRotation, rotate } from './rotation.ts';
import {
  EXPIRES_AT,
  KEY,
  MemoryBundle,
  NOW,
  packages,
  REQUEST,
  SEALED_AT,
  SERIAL,
  STRANGER,
  sealed,
  sealPackage,
  trusting,
} from './testing/bundles.ts';
import { revoke } from './trust.ts';
import { type VerifyOptions, verifyBundle } from './verify.ts';

const EXPECTED = { serial: SERIAL, requestId: REQUEST, lastSequence: 16, lastTagmanifestSha256: 'a'.repeat(64) };

async function problemsOf(bundle: MemoryBundle, options: Partial<VerifyOptions> = {}): Promise<BundleProblem[]> {
  const { problems } = await verifyBundle(bundle, { trusted: [trusting()], expected: EXPECTED, now: NOW, ...options });
  return problems;
}
async function codes(...args: Parameters<typeof problemsOf>): Promise<string[]> {
  return [...new Set((await problemsOf(...args)).map(({ code }) => code))].sort();
}

test('the honest bundle is good, so that all the refusals below are of what was done to it', async () => {
  expect(await problemsOf(await sealed())).toEqual([]);
});

describe('threats of The Update Framework', () => {
  test('arbitrary software: a file of the attacker, with and without the lists rewritten, and a seal of his own', async () => {
    const evil = Buffer.from('evil 24.1 of somebody, which needs the base too..');
    const replaced = await sealed();
    replaced.files.set('data/product-24.1.bin', evil.subarray(0, replaced.files.get('data/product-24.1.bin')?.length));
    expect(await codes(replaced)).toEqual(['changed-file']);

    const whole = await sealed({ packages: [sealPackage(evil, { name: 'product-24.1' })] });
    const rewritten = await sealed();
    for (const [name, bytes] of whole.files) {
      if (![TAGMANIFEST, MINISIG, SSHSIG].includes(name)) rewritten.files.set(name, bytes);
    }
    expect(await codes(rewritten)).toEqual(['extra-file', 'tag-changed']);
    rewritten.files.set(TAGMANIFEST, whole.files.get(TAGMANIFEST) ?? evil);
    expect(await codes(rewritten)).toEqual(['bad-signature', 'extra-file']);

    const stranger = await problemsOf(await sealed({}, STRANGER));
    expect(stranger.map(({ code, file }) => [code, file])).toEqual([
      ['unknown-key', MINISIG],
      ['unknown-key', SSHSIG],
    ]);
    expect(stranger[1]?.detail).toContain(trusting(STRANGER).fingerprint);
    const naked = await sealed();
    for (const name of [MINISIG, SSHSIG]) naked.files.delete(name);
    expect(await codes(naked)).toEqual(['unsigned']);
  });

  test('endless data: files that are longer than they say are not read to their end, which they need not have', async () => {
    for (const name of [TAGMANIFEST, MINISIG, PACKAGES, 'bag-info.txt', 'data/base-7.0.bin']) {
      const bundle = await sealed();
      bundle.endless.add(name);
      const found = await problemsOf(bundle);
      expect(found.map(({ code, file }) => [code, file])).toContainEqual(['wrong-size', name]);
    }
    const long = await sealed();
    long.files.set('data/base-7.0.bin', Buffer.alloc(1e6));
    expect(await codes(long)).toEqual(['wrong-size']);
    expect(long.read_).not.toContain('data/base-7.0.bin');
    const huge = await sealed();
    huge.files.set(PACKAGES, Buffer.alloc(MAX_TAG_BYTES + 1, ' '));
    expect(await codes(huge)).toContain('wrong-size');
  });

  test('endless data: a medium with more files than anybody sealed is not listed to its end', async () => {
    const bundle = await sealed();
    for (let i = 0; i < 25_000; i++) bundle.other.push({ name: `data/x${i}`, kind: 'file', size: 0 });
    const found = await problemsOf(bundle);
    expect(found[0]?.detail).toContain('more than 20000');
    expect(found.length).toBeLessThan(210);
    expect(bundle.read_).not.toContain('data/x19999');
  });

  test('extraneous dependencies: a package more, or a dependency more, is not under the signature', async () => {
    const more = await sealed();
    more.edit(PACKAGES, (text) => text.replace('"dependsOn": []', '"dependsOn": ["toolbar"]'));
    expect(await codes(more)).toEqual(['tag-changed']);
    const toolbar = sealPackage(Buffer.from('toolbar'), { name: 'toolbar', order: 3 });
    const bigger = await sealed({ packages: [...packages(), toolbar] });
    const grafted = await sealed();
    for (const name of ['data/toolbar.bin', PACKAGES, 'manifest-sha256.txt'])
      grafted.files.set(name, bigger.files.get(name) ?? Buffer.alloc(0));
    expect(await codes(grafted)).toEqual(['tag-changed', 'wrong-size']);
  });

  test('fast-forward: a number so high that all honest bundles after it would be refused', async () => {
    const found = await problemsOf(await sealed({ sequence: 900_000_000 }));
    expect(found.map(({ code }) => code)).toEqual(['mixed-bundle']);
    expect(found[0]?.detail).toContain('leaps from 16 to 900000000');
    const edited = await sealed();
    edited.edit('bag-info.txt', (text) => text.replace('X-Sequence: 17', 'X-Sequence: 1017'));
    expect(await codes(edited)).toEqual(
      ['mixed-bundle', 'older-bundle', 'tag-changed'].filter((code) => code !== 'older-bundle'),
    );
  });

  test('indefinite freeze: what was good once is not good for ever', async () => {
    const bundle = await sealed();
    expect(await codes(bundle, { now: Date.parse(EXPIRES_AT) - 1 })).toEqual([]);
    expect(await codes(bundle, { now: Date.parse(EXPIRES_AT) })).toEqual(['expired']);
    bundle.edit('bag-info.txt', (text) => text.replace(EXPIRES_AT, '2036-12-21T10:00:00.000Z'));
    expect(await codes(bundle, { now: Date.parse(EXPIRES_AT) })).toEqual(['tag-changed']);
  });

  test('malicious mirrors: the altered copy on the other medium is refused, and the good one still taken', async () => {
    const primary = await sealed();
    const reserve = primary.copy();
    const file = reserve.files.get('data/base-7.0.bin');
    if (file) file[0] = (file[0] ?? 0) ^ 1;
    expect(await codes(reserve)).toEqual(['changed-file']);
    expect(await codes(primary)).toEqual([]);
  });

  test('mix and match: files of two bundles that are good each by itself', async () => {
    const one = await sealed();
    const two = await sealed({ bundle: '2026-11-21-002', sequence: 18, sealedAt: '2026-11-21T11:00:00.000Z' });
    for (const name of ['bag-info.txt', PACKAGES]) {
      const mixed = one.copy();
      mixed.files.set(name, two.files.get(name) ?? Buffer.alloc(0));
      expect(await codes(mixed)).toEqual(['mixed-bundle', 'tag-changed']);
    }
    const seals = one.copy();
    for (const name of [MINISIG, SSHSIG]) seals.files.set(name, two.files.get(name) ?? Buffer.alloc(0));
    expect(await codes(seals)).toEqual(['bad-signature', 'mixed-bundle']);
    const half = one.copy();
    half.files.set(SSHSIG, two.files.get(SSHSIG) ?? Buffer.alloc(0));
    expect(await codes(half)).toEqual(['bad-signature']);
    const twoKeys = one.copy();
    twoKeys.files.set(SSHSIG, (await sealed({}, STRANGER)).files.get(SSHSIG) ?? Buffer.alloc(0));
    expect(await codes(twoKeys, { trusted: [trusting(), trusting(STRANGER)] })).toEqual(['bad-signature']);
  });

  test('rollback: an older bundle, and the same one again', async () => {
    const bundle = await sealed();
    expect(await codes(bundle, { expected: { ...EXPECTED, lastSequence: 18 } })).toEqual(['older-bundle']);
    const last = { lastSequence: 17, lastTagmanifestSha256: sha256Of(bundle.text(TAGMANIFEST)) };
    expect(await codes(bundle, { expected: { ...EXPECTED, ...last } })).toEqual(['replayed-bundle']);
    const other = { ...EXPECTED, lastTagmanifestSha256: 'c'.repeat(64) };
    expect(await codes(bundle, { expected: other })).toEqual(['mixed-bundle']);
  });

  test('wrong software: a good bundle for another appliance, or in answer to another request', async () => {
    const target = { product: 'remote-support', serial: 'RS-0002', host: 'rs-b.example' };
    expect(await codes(await sealed({ target }))).toEqual(['other-serial']);
    expect(await codes(await sealed({ request: 'request-6' }))).toEqual(['other-request']);
    expect(await codes(await sealed({ request: null }))).toEqual(['other-request']);
  });

  test('slow retrieval: reading can be given up at any moment, and then says nothing about the bundle', async () => {
    const bundle = await sealed();
    for (const name of ['bag-info.txt', 'data/base-7.0.bin']) {
      const stop = new AbortController();
      const slow = bundle.copy();
      const read = slow.read.bind(slow);
      slow.read = async function* (file) {
        for await (const chunk of read(file)) {
          if (file === name) stop.abort(new Error('given up'));
          yield chunk;
        }
      };
      await expect(problemsOf(slow, { signal: stop.signal })).rejects.toThrow('given up');
    }
  });

  test('key compromise: what a revoked key sealed from then on is refused and says whose key, and a new key takes over', async () => {
    const bundle = await sealed();
    const { fingerprint } = trusting();
    const before = revoke([trusting()], fingerprint, 'laptop lost', '2026-11-20T00:00:00.000Z');
    const [problem, ...rest] = await problemsOf(bundle, { trusted: before });
    expect(rest).toEqual([]);
    expect(problem).toMatchObject({ code: 'revoked-key', file: TAGMANIFEST });
    expect(problem?.detail).toContain(
      `Collector (${fingerprint}) was revoked on 2026-11-20T00:00:00.000Z (laptop lost)`,
    );
    const after = revoke([trusting()], fingerprint, 'laptop lost', '2026-11-21T12:00:00.000Z');
    expect(await codes(bundle, { trusted: after })).toEqual([]);
    const rotated = acceptRotation([trusting()], rotate(KEY, STRANGER, '2026-11-21T12:00:00.000Z'));
    expect(await codes(await sealed({ sealedAt: '2026-11-21T13:00:00.000Z' }, STRANGER), { trusted: rotated })).toEqual(
      [],
    );
    expect(await codes(await sealed({ sealedAt: '2026-11-21T13:00:00.000Z' }), { trusted: rotated })).toEqual([
      'revoked-key',
    ]);
    // The thief dates it back: then it must still answer this request, be the next in the sequence and not have expired.
    const backdated = await sealed({ request: 'request-6', sequence: 16 });
    expect(await codes(backdated, { trusted: after })).toEqual(['other-request', 'replayed-bundle']);
  });
});

describe('media and files', () => {
  test('a swapped stick is told by its id, though the bundle on it is good', async () => {
    const bundle = await sealed({ media: ['medium-a', 'medium-b'] });
    bundle.mediumId = 'medium-b';
    expect(await codes(bundle, { expected: { ...EXPECTED, mediumId: 'medium-b' } })).toEqual([]);
    expect(await codes(bundle, { expected: { ...EXPECTED, mediumId: 'medium-a' } })).toEqual(['other-medium']);
    for (const id of ['medium-c', null]) {
      bundle.mediumId = id;
      expect(await codes(bundle)).toEqual(['other-medium']);
    }
  });

  test('an extra file anywhere is named; sha256sum -c would not see it', async () => {
    for (const name of ['data/extra.bin', 'autorun.inf', 'custody/note.txt', 'fetch.txt', 'other/x']) {
      const bundle = await sealed();
      bundle.files.set(name, Buffer.from('x'));
      const found = await problemsOf(bundle);
      expect(found.map(({ code, file }) => [code, file])).toContainEqual(['extra-file', name]);
    }
  });

  test('a missing file is named, whichever it is', async () => {
    const good = await sealed();
    for (const name of good.files.keys()) {
      const bundle = good.copy();
      bundle.files.delete(name);
      const found = (await problemsOf(bundle)).map(({ code, file }) => `${code} ${file}`);
      // Either signature is enough.
      if ([MINISIG, SSHSIG].includes(name)) expect(found).toEqual([]);
      else expect(found).toContain(name === TAGMANIFEST ? `unsigned ${name}` : `missing-file ${name}`);
    }
    expect(await codes(new MemoryBundle())).toEqual(['missing-file', 'no-bundle']);
  });

  test('a file that cannot be read is named with what the system says, and the rest is looked at all the same', async () => {
    const bundle = await sealed();
    bundle.bad.add('data/base-7.0.bin');
    bundle.files.set('data/product-24.1.bin', Buffer.alloc(bundle.files.get('data/product-24.1.bin')?.length ?? 0));
    expect((await problemsOf(bundle)).map(({ code, file, detail }) => [code, file, detail.includes('EIO')])).toEqual([
      ['unreadable', 'data/base-7.0.bin', true],
      ['changed-file', 'data/product-24.1.bin', false],
    ]);
  });

  test('hostile names are refused before anything of them is opened', async () => {
    const names = [
      '../../etc/passwd',
      '/etc/passwd',
      'C:evil',
      'data\\..\\evil',
      'data/../../evil',
      'data/CON',
      'data/nul.txt',
      'data/a/b',
      'data/trailing.',
      'data/.hidden',
      'data/\u202egpj.exe',
      'data/line\nfeed',
      'data/cafe\u0301',
      'data/caf\u00e9',
      `data/${'n'.repeat(101)}`,
      'data/BASE-7.0.bin',
    ];
    for (const name of names) {
      const bundle = await sealed();
      bundle.files.set(name, Buffer.from('x'));
      const found = await problemsOf(bundle);
      expect(
        found.map(({ code }) => code),
        name,
      ).toContain('hostile-name');
      expect(found.map(({ file }) => file ?? '').join('')).toMatch(/^[ -~…]*$/);
      expect(bundle.read_).not.toContain(name);
    }
    for (const kind of ['link', 'other'] as const) {
      const bundle = await sealed();
      bundle.files.delete('data/base-7.0.bin');
      bundle.other.push({ name: 'data/base-7.0.bin', kind, size: 0 });
      expect(await codes(bundle)).toEqual(['hostile-name', 'missing-file', 'wrong-size']);
      expect(bundle.read_).not.toContain('data/base-7.0.bin');
    }
  });

  test('a flipped bit anywhere in any file is refused', async () => {
    const good = await sealed();
    const untrusted = 'untrusted comment: ';
    for (const [name, bytes] of good.files) {
      // One byte of a few: keys.test.ts goes through the signatures byte by byte, and elsewhere it is a hash that notices.
      const step = name.startsWith(TAGMANIFEST) ? 5 : 23;
      for (let at = 0; at < bytes.length; at += step) {
        // Free text before the signature, which minisign itself calls untrusted, and a last end of line.
        if (name === MINISIG && at >= untrusted.length && at < bytes.indexOf('\n')) continue;
        if ((name === MINISIG || name === SSHSIG) && at === bytes.length - 1) continue;
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        const found = await problemsOf(good);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        if (found.length === 0) throw new Error(`${name}, byte ${at}: nobody noticed`);
      }
    }
    expect(await problemsOf(good)).toEqual([]);
  });

  test('a signature that leaves out what counts covers nothing of it', async () => {
    const bundle = await sealed();
    bundle.edit(TAGMANIFEST, (text) => text.replace(/^.*packages\.json\n/m, ''));
    expect((await problemsOf(bundle)).map(({ code, file }) => `${code} ${file}`)).toContain(`unsigned ${PACKAGES}`);
  });
});

test('bag-info.txt says after reading what it said before writing', async () => {
  const info = decodeBagInfo(Buffer.from((await sealed({ media: ['a', 'b'] })).text('bag-info.txt')));
  expect(info).toMatchObject({ id: '2026-11-21-001', sequence: 17, sealedAt: SEALED_AT, media: ['a', 'b'] });
  expect(decodeBagInfo(Buffer.from(encodeBagInfo(info)))).toEqual(info);
});
