/**
 * One stream of the journal as a text file that anybody can check, without Rackhand:
 *
 *   1. Lines end in LF, each is one JSON object in canonical form (RFC 8785: members sorted, no blanks).
 *   2. The first line is {"count":…,"format":"rackhand-journal/1","head":…,"stream":…}.
 *   3. Every further line is an entry. Take its member `hash` out, write the rest in canonical form as UTF-8: its
 *      SHA-256 in lower-case hex is `hash`.
 *   4. `stream` is the header's, `seq` counts 1, 2, 3 … and `prev` is the `hash` of the line before (64 zeros for the
 *      first entry). There are `count` entries and the last one's hash is `head`.
 *
 * Whoever was given `head` by another way (a printed report, a mail) thereby knows every byte of the file.
 */
import * as z from 'zod';
import type { JournalEntry } from '../../preload/contract.ts';
import { canonicalJson } from './canonical.ts';
import { type Flaw, flawOf, GENESIS, type Place, START } from './chain.ts';

export const FORMAT = 'rackhand-journal/1';
/** UTF-16 units. An entry of a run's start carries its whole procedure, well below a megabyte. */
export const MAX_LINE = 16 * 1024 * 1024;
const MAX_TEXT = 256 * 1024 * 1024;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const header = z.strictObject({ count: z.int().min(0), format: z.literal(FORMAT), head: hash, stream: z.string() });
const entry = z.strictObject({
  stream: z.string(),
  seq: z.int().min(1),
  at: z.string(),
  author: z.string(),
  type: z.string(),
  data: z.unknown(),
  prev: hash,
  hash,
});

export interface ExportVerdict {
  ok: boolean;
  stream: string | null;
  /** Entries that are in order, counted from the first. */
  entries: number;
  /** The head that was proven; null unless ok. */
  head: string | null;
  /**
   * First line (from 1) that does not fit, and why: a flaw of the chain, or `format` (no such file), `too-large`,
   * `count` or `head` (the header promises other entries than there are).
   */
  broken: { line: number; reason: Flaw | 'format' | 'too-large' | 'count' | 'head' } | null;
}

/** Entries of one stream, from its first to its last, as NDJSON. */
export function exportStream(stream: string, entries: readonly JournalEntry[]): string {
  const head = entries.at(-1)?.hash ?? GENESIS;
  const lines = [{ count: entries.length, format: FORMAT, head, stream }, ...entries];
  return lines.map((line) => `${canonicalJson(line)}\n`).join('');
}

/** Checks an exported stream. Pure; never throws, whatever the text is. */
export function verifyExport(text: string): ExportVerdict {
  const verdict: ExportVerdict = { ok: false, stream: null, entries: 0, head: null, broken: null };
  const fail = (line: number, reason: NonNullable<ExportVerdict['broken']>['reason']): ExportVerdict => ({
    ...verdict,
    broken: { line, reason },
  });
  if (text.length > MAX_TEXT) return fail(1, 'too-large');
  let place: Place = START;
  let promised: z.infer<typeof header> | null = null;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line === null) return fail(number, 'format');
    if (line.length > MAX_LINE) return fail(number, 'too-large');
    const value = canonicalValue(line);
    if (promised === null) {
      const parsed = header.safeParse(value);
      if (!parsed.success) return fail(number, 'format');
      promised = parsed.data;
      verdict.stream = promised.stream;
      continue;
    }
    const parsed = entry.safeParse(value);
    if (!parsed.success) return fail(number, 'format');
    if (parsed.data.stream !== promised.stream) return fail(number, 'foreign');
    const flaw = flawOf(parsed.data, place);
    if (flaw) return fail(number, flaw);
    place = parsed.data;
    verdict.entries = place.seq;
  }
  if (promised === null) return fail(1, 'format');
  if (promised.count !== place.seq) return fail(number + 1, 'count');
  if (promised.head !== place.hash) return fail(1, 'head');
  return { ...verdict, ok: true, head: place.hash };
}

/** Lines without their LF, one at a time; null for a last one that has none. */
function* linesOf(text: string): Generator<string | null> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    yield end < 0 ? null : text.slice(start, end);
    if (end < 0) return;
    start = end + 1;
  }
}

/** The value of a line, or undefined unless the line is the canonical form of it (so no member can stand twice). */
function canonicalValue(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return canonicalJson(value) === line ? value : undefined;
  } catch {
    return undefined;
  }
}
