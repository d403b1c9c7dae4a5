import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import yauzl from 'yauzl';
import type { JournalEntry, Site } from '../../preload/contract.ts';
import { shownName } from '../bundle/codec/names.ts';
import { decodeSshSignature, verifySsh } from '../bundle/codec/sshsig.ts';
import { fingerprintOf } from '../bundle/keys.ts';
import { verifyExport } from '../journal/export.ts';
import { errnoOf } from '../ports/files.ts';
import type { HandOver } from '../procedures/events.ts';
import { parseSite } from '../sites/file.ts';
import {
  CONTENTS,
  type Contents,
  JOURNAL,
  MOST_FILES,
  placeProblem,
  readContents,
  SIGNATURE,
  SITE,
  sha256,
  statement,
} from './contents.ts';
import { altered, damaged, HandoverError, hostile } from './error.ts';

/** What is read into memory: the journal as verifyExport allows it, everything else is small. */
const LARGEST: Readonly<Record<string, number>> = {
  [JOURNAL]: 256 << 20,
  [CONTENTS]: 8 << 20,
  [SITE]: 1 << 20,
  [SIGNATURE]: 1 << 14,
};
const NAME = /^(?:journal\.ndjson|contents\.json|site\.yaml|signature|files\/[1-9][0-9]{0,4})$/;
export const NAMESPACE = 'rackhand-handover';

/** A hand-over whose every part fits: what is in `entries` is proven by their chain, all the rest by its last entry. */
export interface Arrived {
  file: string;
  contents: Contents;
  entries: JournalEntry[];
  site: Site;
  /** The key that has signed the head; null when nobody has. Whether it is trusted is another question. */
  signer: string | null;
  /** Reads one file of the contents; throws when it is not what the contents say. The parts come before that. */
  read(index: number): AsyncIterable<Buffer>;
  close(): void;
}

/**
 * Opens a file that was handed over, and checks everything but the evidence itself, which is checked as it is read.
 * @throws HandoverError `handover.unreadable`, `.damaged` (truncated), `.hostile` (no Rackhand wrote it), `.journal`
 * (the chain is broken, and where), `.altered` (a part does not fit the chain), `.signature`
 */
export async function openHandOver(file: string): Promise<Arrived> {
  const name = path.basename(file);
  const zip = await opened(file, name);
  try {
    const members = await listed(zip, name, (await stat(file)).size);
    const text = (member: string) => read(zip, members.get(member), name, LARGEST[member] ?? 0);
    const journal = await text(JOURNAL);
    const entries = chainOf(journal.toString('utf8'), name);
    const contents = contentsOf((await text(CONTENTS)).toString('utf8'), entries, name);
    const site = await text(SITE);
    if (sha256(site) !== contents.site.sha256) throw altered(name, `${SITE} has another hash`);
    const signer = members.has(SIGNATURE) ? signerOf(await text(SIGNATURE), contents, entries, name) : null;
    expectFiles(members, contents, entries, name);
    return {
      ...{ file, contents, entries, signer, site: parseSite(site, SITE) },
      read: (index) => readFile(zip, members, contents, index, name),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw known(error, name);
  }
}

async function opened(file: string, name: string): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.openPromise(file, { autoClose: false, decodeStrings: false });
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw damaged(name, 'it is cut off or is no ZIP at all', error);
    throw new HandoverError(
      'handover.unreadable',
      `${file} cannot be read (${errno}).`,
      'Check the path and that the medium is still there.',
      error,
    );
  }
}

type Members = Map<string, yauzl.Entry>;

/** Nothing is compressed, so nothing unpacks to more than the file is; and every name is one of ours. */
async function listed(zip: yauzl.ZipFile, name: string, size: number): Promise<Members> {
  const members: Members = new Map();
  let claimed = 0;
  if (zip.entryCount > MOST_FILES + 4) throw hostile(name, `it claims to hold ${zip.entryCount} parts`);
  for await (const entry of zip.eachEntry()) {
    const member = Buffer.from(entry.fileName).toString('latin1');
    if (!NAME.test(member)) throw hostile(name, `a part is called ${shownName(member)}`);
    if (members.has(member)) throw hostile(name, `${member} is in it twice`);
    if (entry.compressionMethod !== 0 || entry.isEncrypted() || entry.compressedSize !== entry.uncompressedSize)
      throw hostile(name, `${member} is compressed or encrypted`);
    claimed += entry.uncompressedSize;
    if (claimed > size) throw hostile(name, 'its parts claim to be larger than the file');
    if (entry.uncompressedSize > (LARGEST[member] ?? size)) throw hostile(name, `${member} is too large`);
    members.set(member, entry);
  }
  for (const member of [JOURNAL, CONTENTS, SITE]) {
    if (!members.has(member)) throw damaged(name, `${member} is missing`);
  }
  return members;
}

async function read(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, name: string, most: number): Promise<Buffer> {
  if (!entry) throw damaged(name, 'a part is missing');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of await zip.openReadStreamPromise(entry)) {
    size += (part as Buffer).length;
    if (size > most) throw hostile(name, 'a part is larger than it claims');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** The entries of a chain that is whole. Every line was checked, so they are what they look like. */
function chainOf(text: string, name: string): JournalEntry[] {
  const verdict = verifyExport(text);
  if (verdict.broken) {
    const { line, reason } = verdict.broken;
    const cut = reason === 'count' || (reason === 'format' && !text.endsWith('\n'));
    throw new HandoverError(
      'handover.journal',
      `The journal in ${name} is ${cut ? 'cut off' : 'broken'} at line ${line} (${reason}).`,
      cut
        ? 'Copy the file again; the giving side can write the same one once more.'
        : 'Do not go on from it: somebody has changed it. Keep it, and ask the giving side for the file once more.',
    );
  }
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** The last entry vouches for the contents, and the contents say where the chain stood before it. */
function contentsOf(text: string, entries: readonly JournalEntry[], name: string): Contents {
  const last = entries.at(-1);
  const given = last?.type === 'run.handed-over' ? (last.data as Partial<HandOver> | null) : null;
  if (!last || !given) {
    throw new HandoverError(
      'handover.journal',
      `The journal in ${name} does not end with a hand-over.`,
      'Ask the giving side for the file that "rackhand run export" wrote.',
    );
  }
  if (given.contents !== sha256(text)) throw altered(name, `${CONTENTS} has another hash`);
  const contents = readContents(text);
  if (!contents) throw hostile(name, `${CONTENTS} is not in its form`);
  const { journal } = contents;
  const fits =
    given.id === contents.id &&
    given.to === contents.to &&
    last.stream === contents.run &&
    last.seq === journal.count + 1 &&
    last.prev === journal.head;
  if (!fits) throw altered(name, `${CONTENTS} is about another hand-over than the journal`);
  return contents;
}

function signerOf(armoured: Buffer, contents: Contents, entries: readonly JournalEntry[], name: string): string {
  const wrong = (cause?: unknown) =>
    new HandoverError(
      'handover.signature',
      `The signature in ${name} is not of this run.`,
      'Do not go on from it. Keep it as evidence, and ask the giving side to write the file once more.',
      cause,
    );
  try {
    const signature = decodeSshSignature(armoured.toString('utf8'));
    const signed = statement(contents.run, entries.at(-1)?.hash ?? '');
    if (verifySsh(signature, NAMESPACE, signed)) return fingerprintOf(signature.publicKey);
  } catch (error) {
    throw wrong(error);
  }
  throw wrong();
}

/** The files of the contents are there, no others, in places that evidence has; and are those that the journal means. */
function expectFiles(members: Members, { files }: Contents, entries: readonly JournalEntry[], name: string): void {
  const kept = new Map<string, string>();
  for (const { type, data } of entries) {
    const { name: of, sha256: hash } = (data ?? {}) as { name?: unknown; sha256?: unknown };
    if (type === 'evidence.kept' && typeof of === 'string' && typeof hash === 'string') kept.set(of, hash);
  }
  const seen = new Set<string>();
  for (const [index, { name: of, size, sha256: hash }] of files.entries()) {
    const problem = placeProblem(of);
    if (problem) throw hostile(name, `${shownName(of)} is ${problem}`);
    if (seen.has(of.toLowerCase())) throw hostile(name, `${of} is in it twice`);
    seen.add(of.toLowerCase());
    const said = kept.get(of);
    if (said !== undefined && said !== hash) throw altered(name, `${of} is not what the journal vouches for`);
    const entry = members.get(`files/${index + 1}`);
    if (!entry) throw damaged(name, `${of} is missing`);
    if (entry.uncompressedSize !== size) throw altered(name, `${of} has another size`);
  }
  const parts = [...members.keys()].filter((member) => member.startsWith('files/')).length;
  if (parts !== files.length) throw hostile(name, 'it holds files that nothing speaks of');
}

async function* readFile(
  zip: yauzl.ZipFile,
  members: Members,
  { files }: Contents,
  index: number,
  name: string,
): AsyncIterable<Buffer> {
  const wanted = files[index];
  const entry = members.get(`files/${index + 1}`);
  if (!wanted || !entry) throw damaged(name, 'a part is missing');
  const hash = createHash('sha256');
  try {
    for await (const part of await zip.openReadStreamPromise(entry)) {
      hash.update(part as Buffer);
      yield part as Buffer;
    }
  } catch (error) {
    throw known(error, name);
  }
  if (hash.digest('hex') !== wanted.sha256) throw altered(name, `${wanted.name} has another hash`);
}

/** What is wrong with a ZIP is said by its reader in errors without a code; system errors and our own have one. */
function known(error: unknown, name: string): unknown {
  if (error instanceof Error && !('code' in error)) return damaged(name, error.message.slice(0, 120), error);
  return error;
}
