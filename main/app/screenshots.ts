import { readFile, stat } from 'node:fs/promises';
import type { KeptPicture } from '../../preload/contract.ts';
import type { Clock } from '../ports/clock.ts';
import type { RunState } from '../procedures/engine.ts';
import type { EvidenceRoom } from './evidence.ts';
import { CommandError } from './router.ts';

const LARGEST = 20 * 1_000_000;
/** By the first bytes: PNG (ISO 15948 §5.2), JPEG (ITU-T T.81 §B.1, SOI and the next marker). */
const KINDS = [
  { ending: 'png', begins: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { ending: 'jpg', begins: Buffer.from([0xff, 0xd8, 0xff]) },
] as const;

/** What a picture is by its bytes; null for anything else. Pure. */
export const pictureKind = (bytes: Buffer): 'png' | 'jpg' | null =>
  KINDS.find(({ begins }) => bytes.subarray(0, begins.length).equals(begins))?.ending ?? null;

/**
 * Keeps a picture of a screen with a run: in the data folder, its hash in the journal.
 * @throws CommandError `picture.unreadable`, `picture.too-large`, `picture.kind`
 */
export async function keepScreenshot(
  state: RunState,
  file: string,
  author: string,
  { evidence, clock }: { evidence: EvidenceRoom; clock: Clock },
): Promise<KeptPicture> {
  const bytes = await readPicture(file);
  const kind = pictureKind(bytes);
  if (kind === null)
    throw new CommandError('picture.kind', 'The file is neither a PNG nor a JPEG.', 'Choose the picture itself.');
  const at = new Date(clock.now()).toISOString();
  const [binding] = state.bindings;
  const what = {
    ...{ kind: 'screenshot' as const, deviceId: binding?.deviceId ?? '', serial: binding?.serial ?? null, bmc: '', at },
    name: `screenshots/${state.runId}/${at.replace(/[-:.]/g, '')}.${kind}`,
  };
  const { name, sha256, size } = evidence.keep(state.siteId, what, bytes, author);
  return { name, sha256, size };
}

async function readPicture(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) {
      throw new CommandError('picture.too-large', 'The picture is larger than 20 MB.', 'Take one of the window alone.');
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('picture.unreadable', 'The picture cannot be read.', 'Check the path and the medium.');
  }
}
