/**
 * A run that goes to another installation, as one file: a ZIP without any compression, so that nothing in it can unpack
 * to more than it is.
 *
 *   journal.ndjson   the run's stream as `rackhand journal export` writes it; its last entry is the hand-over
 *   contents.json    what else there is, each by its SHA-256; the hand-over entry carries the SHA-256 of this text
 *   site.yaml        the devices of the run as a site file; there is no secret in it
 *   files/1 …        evidence, as it is in the data folder
 *   signature        of the chain's head, by the key of the giving installation (SSHSIG); absent where its vault is locked
 *
 * So the head of the chain vouches for every byte, and the signature for the head.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { nameProblem } from '../bundle/codec/names.ts';
import { DESK } from '../journal/anchors.ts';
import { canonicalJson } from '../journal/canonical.ts';

export const FORMAT = 'rackhand-handover/1';
export const JOURNAL = 'journal.ndjson';
export const CONTENTS = 'contents.json';
export const SITE = 'site.yaml';
export const SIGNATURE = 'signature';
/** More evidence than any run has. */
export const MOST_FILES = 10_000;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.string().max(1_000);
const schema = z.strictObject({
  format: z.literal(FORMAT),
  id: z.uuid(),
  run: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,100}$/)
    .refine((run) => run !== DESK),
  to: line,
  by: line,
  at: z.iso.datetime(),
  /** The chain before the entry that hands it over. */
  journal: z.strictObject({ count: z.int().min(1), head: hash }),
  /** `practice`: a rehearsal on the simulated rack; it goes on at one, and nowhere else. */
  site: z.strictObject({ name: line, practice: z.boolean(), sha256: hash }),
  files: z.array(z.strictObject({ name: z.string().max(400), size: z.int().min(0), sha256: hash })).max(MOST_FILES),
  /** Evidence that the journal speaks of and that could not come along. */
  left: z.array(z.strictObject({ name: z.string().max(400), why: z.enum(['gone', 'altered', 'too-large', 'late']) })),
});

export type Contents = z.infer<typeof schema>;

/** The text that is hashed and written. */
export const contentsText = (contents: Contents): string => `${canonicalJson(contents)}\n`;

/** What a text says, or null when it is no such text to the letter. */
export function readContents(text: string): Contents | null {
  try {
    const value = schema.safeParse(JSON.parse(text));
    return value.success && contentsText(value.data) === text ? value.data : null;
  } catch {
    return null;
  }
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The folders of the data folder in which evidence lies. Nothing that arrives is written anywhere else. */
const FOLDERS: ReadonlySet<string> = new Set([
  'console',
  'sel',
  'appliances',
  'evidence',
  'screenshots',
  'transcripts',
]);

/** Why a name from a file is no place for evidence in a data folder; null when it is one. */
export function placeProblem(name: string): string | null {
  const segments = name.split('/');
  if (segments.length < 2 || segments.length > 6) return 'not a file in a folder of evidence';
  for (const segment of segments) {
    const problem = nameProblem(segment);
    if (problem) return problem;
  }
  return FOLDERS.has(segments[0] ?? '') ? null : 'not a folder of evidence';
}

/** What the giving installation signs: that this run, with this head, leaves it. */
export const statement = (run: string, head: string): Buffer => Buffer.from(`${FORMAT}\n${run}\n${head}\n`);
