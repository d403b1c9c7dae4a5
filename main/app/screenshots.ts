import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { KeptPicture } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunState } from '../procedures/engine.ts';
import type { EvidenceRoom } from './evidence.ts';
import { CommandError } from './router.ts';

const LARGEST = 20 * 1_000_000;
/** By the first bytes: PNG (ISO 15948 §5.2), JPEG (ITU-T T.81 §B.1, SOI and the next marker), WebP (RFC 9649 §2.4). */
const KINDS = [
  { ending: 'png', looks: (head: Buffer) => head.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n' },
  { ending: 'jpg', looks: (head: Buffer) => head.toString('latin1', 0, 3) === '\xff\xd8\xff' },
  {
    ending: 'webp',
    looks: (head: Buffer) => head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
  },
] as const;
type PictureKind = (typeof KINDS)[number]['ending'];

/** What a picture is by its bytes, whatever its name; null for anything else. Pure. */
export const pictureKind = (bytes: Buffer): PictureKind | null =>
  KINDS.find(({ looks }) => looks(bytes))?.ending ?? null;

/** Pictures of screens that are kept with runs: the file in the data folder, its hash in the journal. */
export class Screenshots {
  readonly #p: { home: string; evidence: EvidenceRoom; clock: Clock };

  constructor(parts: { home: string; evidence: EvidenceRoom; clock: Clock }) {
    this.#p = parts;
  }

  /** Keeps a picture that lies in a file. @throws CommandError `picture.unreadable` and as `keep` */
  async keepFile(state: RunState, file: string, author: string): Promise<KeptPicture> {
    return this.keep(state, await readPicture(file), author);
  }

  /** Keeps a picture with a run. @throws CommandError `picture.too-large`, `picture.kind` */
  keep(state: RunState, bytes: Buffer, author: string): KeptPicture {
    const { evidence, clock } = this.#p;
    if (bytes.length > LARGEST) throw tooLarge();
    const kind = pictureKind(bytes);
    if (kind === null)
      throw new CommandError('picture.kind', 'This is no PNG, JPEG or WebP picture.', 'Choose the picture itself.');
    const at = new Date(clock.now()).toISOString();
    const [binding] = state.bindings;
    const what = {
      ...{ kind: 'screenshot' as const, deviceId: binding?.deviceId ?? '', serial: binding?.serial ?? null, bmc: '' },
      ...{ at, name: `${folderOf(state.runId)}${at.replace(/[-:.]/g, '')}.${kind}` },
    };
    const { name, sha256, size } = evidence.keep(state.siteId, what, bytes, author);
    return { name, sha256, size, at, author };
  }

  /** Those of a run, as the journal has them, the newest first. */
  list(runId: string): KeptPicture[] {
    return this.#p.evidence
      .all('screenshot', folderOf(runId))
      .filter(({ evidence: { name } }) => OURS.test(name))
      .map(({ evidence: { name, sha256, size, from }, author }) => ({ name, sha256, size, at: from, author }));
  }

  /**
   * The bytes of a picture that was kept with the run, held against its hash in the journal.
   * @throws CommandError `not-found`, `picture.unreadable`, `picture.altered`
   */
  async read(runId: string, name: string): Promise<Buffer> {
    const kept = this.list(runId).find((picture) => picture.name === name);
    if (!kept) throw new CommandError('not-found', 'This run has no such picture.');
    const bytes = await readPicture(path.join(this.#p.home, ...kept.name.split('/')));
    if (createHash('sha256').update(bytes).digest('hex') !== kept.sha256) {
      throw new CommandError(
        'picture.altered',
        `${kept.name} is no longer the file that was kept: its hash is not the one in the journal.`,
        'Take the picture from a copy of the data folder, and ask who has written there.',
      );
    }
    return bytes;
  }
}

/** A name that `keep` gives: a run that was taken over brings a journal from elsewhere. */
const OURS = /^screenshots\/[^/]+\/\w+\.(?:png|jpg|webp)$/;
const folderOf = (runId: string): string => `screenshots/${runId}/`;
const tooLarge = (): CommandError =>
  new CommandError('picture.too-large', 'The picture is larger than 20 MB.', 'Take one of the window alone.');

async function readPicture(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) throw tooLarge();
    return await readFile(file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('picture.unreadable', 'The picture cannot be read.', 'Check the path and the medium.');
  }
}
