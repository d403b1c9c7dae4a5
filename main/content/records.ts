/** The two records of the store as JSON: the journal of what is under way, and the receipt beside each package. */
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const bytes = z.number().int().nonnegative();
const readBack = z.enum(['direct', 'dropped', 'remounted', 'cached']);

/** A package as the list named it before anything was downloaded (OfferedPackage of the contract). */
const listEntry = z.object({
  name: z.string(),
  version: z.string().nullable(),
  kind: z.enum(['base', 'product', 'firmware', 'hotfix', 'rpm', 'licence', 'other']),
  dependsOn: z.array(z.string()),
  sizeBytes: bytes.nullable(),
  vendorSha256: z.string().nullable(),
  url: z.string().nullable(),
});

/** Where it comes from. An address is kept without the values of its query: they may be keys. */
const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), file: z.string(), modifiedAt: z.string() }),
  z.object({
    kind: z.literal('https'),
    url: z.string(),
    finalUrl: z.string().nullable(),
    status: z.number().int().nullable(),
    headers: z.record(z.string(), z.string()),
    tlsFingerprint: z.string().nullable(),
    /** One line for every connection: where it began, where it ended. */
    attempts: z.array(z.object({ at: z.string(), from: bytes, to: bytes, status: z.number().int().nullable() })),
  }),
]);

/** One package under way. */
export const journalSchema = z.object({
  format: z.literal('rackhand-arrival-1'),
  /** Whatever identifies it for the caller, such as trip and package. */
  key: z.string(),
  entry: listEntry,
  origin,
  startedAt: z.string(),
  /** Run of the operating system in which the part was last written to. */
  boot: z.string().nullable(),
  /** Counts the tries that had to begin anew; the parts of former ones are in the quarantine. */
  generation: z.number().int().nonnegative(),
  /** Bytes of the part that are on the disk for sure. */
  durable: bytes,
  /** Of the file on the server, as far as it told. */
  size: bytes.nullable(),
  validator: z.string().nullable(),
  /** Set when it is whole and was hashed: all that is left to do needs no source. */
  whole: z.object({ sha256, size: bytes, how: readBack }).nullable(),
});

const scan = z.object({
  verdict: z.enum(['clean', 'found', 'not-scanned', 'error']),
  engine: z.string().nullable(),
  at: z.string(),
  detail: z.string(),
});

const archive = z.object({
  kind: z.enum(['zip', 'tar.gz', 'gzip', 'other']),
  /** Null: no archive, so nothing is known. */
  readable: z.boolean().nullable(),
  /** Null where there are none or they were not counted. */
  members: z.number().int().nullable(),
  detail: z.string(),
});

/** One package that is whole. */
export const receiptSchema = z.object({
  format: z.literal('rackhand-receipt-1'),
  sha256,
  size: bytes,
  /** Each time that these bytes came in; empty when the receipt had to be made for a package found in the store. */
  arrivals: z.array(z.object({ key: z.string(), at: z.string(), entry: listEntry, origin })),
  /** Where it lies and how that was last read. `store` is this store. */
  copies: z.array(
    z.object({ place: z.string(), at: z.string(), how: readBack, path: z.string(), otherDisk: z.boolean() }),
  ),
  scan: scan.nullable(),
  /** Whether it could be read through as the archive that it is; null when that was not tried. */
  archive: archive.nullable(),
});

export type Archive = z.infer<typeof archive>;
export type Journal = z.infer<typeof journalSchema>;
export type Origin = z.infer<typeof origin>;
export type HttpsOrigin = Extract<Origin, { kind: 'https' }>;
export type Receipt = z.infer<typeof receiptSchema>;

/** Null for anything that is not a record of ours, whole: a torn one, another program's, a later version's. */
export const readJournal = (text: string): Journal | null => decode(journalSchema, text);
export const readReceipt = (text: string): Receipt | null => decode(receiptSchema, text);
/** As a person can read it, with a line feed at the end. */
export const writeRecord = (record: Journal | Receipt | Quarantined): string => `${JSON.stringify(record, null, 1)}\n`;

/** Why something lies in the quarantine; beside it as JSON. */
export interface Quarantined {
  format: 'rackhand-quarantine-1';
  why: string;
  at: string;
  name: string | null;
  journal: Journal | null;
}

function decode<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
