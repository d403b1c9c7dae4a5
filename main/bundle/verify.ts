/**
 * Everything that can be wrong with a bundle, all of it at once: who sealed it, whether anything was changed, added or taken
 * away, and whether it is the one that is expected here. Nothing in it is believed before, and nothing is run.
 */
import type { BundleView, TrustedKey } from '../../preload/contract.ts';
import { BAGIT_TXT, type BagInfo, decodeBagInfo } from './codec/bag-info.ts';
import { decodeManifest, type Manifest } from './codec/manifest.ts';
import { decodePackages, type Packages } from './codec/packages.ts';
import { isCustodyFile, MAX_HOP_BYTES, MAX_HOPS, readCustody } from './custody.ts';
import { checkContent, checkExpected, type Expected } from './expected.ts';
import {
  BAG_INFO,
  BAGIT,
  MANIFEST,
  MINISIG,
  PACKAGES,
  REQUIRED_TAGS,
  SSHSIG,
  sha256Of,
  TAGMANIFEST,
} from './layout.ts';
import { checkPayload } from './payload.ts';
import type { BundleFolder } from './ports.ts';
import { Problems } from './problems.ts';
import { listFiles, readSmall } from './read.ts';
import { checkSeal, type Seal } from './seal-check.ts';

export interface VerifyOptions {
  trusted: readonly TrustedKey[];
  expected: Expected;
  /** Milliseconds since 1970, by a clock that was compared with another one. */
  now: number;
  signal?: AbortSignal;
  /** Bytes of the payload that were read since the last call. */
  onBytes?: (bytes: number) => void;
}

/**
 * Reads the whole bundle. It is good when the view has no problems, and only then may its words be believed: with problems
 * they are what somebody wrote. Rejects only when `signal` is aborted.
 */
export async function verifyBundle(folder: BundleFolder, options: VerifyOptions): Promise<BundleView> {
  const { trusted, signal } = options;
  const problems = new Problems();
  const files = await listFiles(folder, problems);
  const read = async (name: string, max?: number) =>
    files.has(name) ? readSmall(folder, name, { problems, signal, ...(max === undefined ? {} : { max }) }) : null;

  const tagmanifest = await read(TAGMANIFEST);
  if (!files.has(TAGMANIFEST)) {
    const empty = !files.has(BAGIT);
    problems.add(empty ? 'no-bundle' : 'unsigned', TAGMANIFEST, empty ? 'No bundle is here.' : 'It was not sealed.');
  }
  const tags = await checkTags(tagmanifest, files, { problems, read });
  const seal = checkSeal(
    tagmanifest,
    { minisig: await read(MINISIG, 16_384), ssh: await read(SSHSIG, 16_384) },
    options,
    {
      problems,
      info: tags.info,
    },
  );
  await checkPayload(folder, files, tags, { ...options, problems });
  checkExtra(files, tags, problems);
  if (tags.info && tags.packages) checkContent(tags.info, tags.packages, problems);
  checkExpected(tags, tagmanifest && sha256Of(tagmanifest), folder.mediumId, { ...options, problems });
  const id = tags.info?.id ?? tags.packages?.bundle ?? '';
  const custody = readCustody(
    await custodyFiles(files, problems, read),
    { bundle: id, tagmanifestSha256: tagmanifest ? sha256Of(tagmanifest) : '' },
    trusted,
  );
  for (const { code, file, detail } of custody.problems.list) problems.add(code, file, detail);
  return {
    ...viewOf(tags, seal),
    id,
    path: folder.path,
    custody: custody.hops,
    problems: problems.list,
    how: folder.how,
  };
}

export interface Tags {
  /** Null where the file is not there or not what it should be; then there is a problem. */
  named: Manifest | null;
  info: BagInfo | null;
  packages: Packages | null;
  payload: Manifest | null;
}

type Read = (name: string, max?: number) => Promise<Buffer | null>;

/** Ours have six; somebody else's bag may have a few more, but not what keeps us reading for an hour. */
const MAX_TAG_FILES = 50;

/** The tag manifest and the files that it names. */
async function checkTags(
  tagmanifest: Buffer | null,
  files: ReadonlyMap<string, number>,
  { problems, read }: { problems: Problems; read: Read },
): Promise<Tags> {
  const named =
    tagmanifest && problems.attempt('unreadable', TAGMANIFEST, () => decodeManifest(TAGMANIFEST, tagmanifest));
  const content = new Map<string, Buffer>();
  const names = new Set([...REQUIRED_TAGS, ...(named?.keys() ?? [])]);
  if (names.size > MAX_TAG_FILES)
    problems.add('wrong-size', TAGMANIFEST, `It names ${names.size} files, and only ${MAX_TAG_FILES} are read.`);
  for (const name of [...names].slice(0, MAX_TAG_FILES)) {
    if (!files.has(name)) problems.add('missing-file', name, 'It is not there.');
    if (named && !named.has(name)) problems.add('unsigned', name, 'The signature does not cover it.');
    if (name.includes('/')) problems.add('tag-changed', name, 'The tag manifest names a file that is none of its own.');
    const bytes = name.includes('/') ? null : await read(name);
    if (!bytes) continue;
    content.set(name, bytes);
    const sha256 = named?.get(name);
    if (sha256 !== undefined && sha256 !== sha256Of(bytes))
      problems.add('tag-changed', name, 'It was changed after it was sealed.');
  }
  const decoded = <T>(name: string, decode: (bytes: Buffer) => T): T | null => {
    const bytes = content.get(name);
    return bytes ? problems.attempt('unreadable', name, () => decode(bytes)) : null;
  };
  const bagit = content.get(BAGIT);
  if (bagit && bagit.toString('latin1') !== BAGIT_TXT)
    problems.add('unreadable', BAGIT, 'This is no bag of version 1.0 in UTF-8.');
  return {
    named,
    info: decoded(BAG_INFO, decodeBagInfo),
    packages: decoded(PACKAGES, decodePackages),
    payload: decoded(MANIFEST, (bytes) => decodeManifest(MANIFEST, bytes)),
  };
}

/** What no manifest names. `sha256sum -c` would not see it. */
function checkExtra(files: ReadonlyMap<string, number>, { named, payload }: Tags, problems: Problems): void {
  const own: string[] = [TAGMANIFEST, MINISIG, SSHSIG, ...REQUIRED_TAGS];
  for (const name of files.keys()) {
    if (own.includes(name) || named?.has(name) || isCustodyFile(name)) continue;
    if (!payload?.has(name)) problems.add('extra-file', name, 'Nobody who sealed this bundle put it there.');
  }
}

async function custodyFiles(files: ReadonlyMap<string, number>, problems: Problems, read: Read) {
  const names = [...files.keys()].filter(isCustodyFile);
  const found = new Map<string, Buffer>();
  if (names.length > 2 * MAX_HOPS) problems.add('custody-broken', null, `There are more than ${MAX_HOPS} statements.`);
  for (const name of names.slice(0, 2 * MAX_HOPS)) {
    const bytes = await read(name, MAX_HOP_BYTES);
    if (bytes) found.set(name, bytes);
  }
  return found;
}

function viewOf(
  { info, packages }: Tags,
  seal: Seal,
): Omit<BundleView, 'id' | 'path' | 'custody' | 'problems' | 'how'> {
  return {
    sequence: info?.sequence ?? null,
    product: packages?.target.product ?? null,
    serial: info?.serial ?? packages?.target.serial ?? null,
    signedBy: seal.signedBy,
    sealedAt: info?.sealedAt ?? null,
    packages: [...(packages?.packages ?? [])]
      .sort((a, b) => a.order - b.order)
      .map(({ name, version, kind, order, sizeBytes, sha256, dependsOn }) => {
        return { name, version, kind, order, sizeBytes, sha256, dependsOn };
      }),
  };
}
