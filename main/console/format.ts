import { z } from 'zod';
import type { ConsoleMark } from '../../preload/contract.ts';

/**
 * The two files of a recording. `<name>.raw` holds every byte as the machine sent it and nothing else. `<name>.ndjson`
 * holds one JSON object a line: the head, then in order of arrival which stretch of bytes came when, and what happened
 * beside them; last, once it is closed, the end with the SHA-256 of the raw file. Anybody can read and check both
 * without Rackhand.
 */
export interface RecordingHead {
  kind: 'head';
  version: 1;
  siteId: string;
  deviceId: string;
  deviceName: string;
  serial: string | null;
  bmc: string;
  openedAt: string;
  author: string;
  /** The process that writes it: when that is gone and there is no end, it is closed by the next one. */
  process: { pid: number; start: string };
}
export interface RecordingChunk {
  kind: 'chunk';
  at: string;
  offset: number;
  length: number;
}
export interface RecordingMark {
  kind: 'mark';
  mark: ConsoleMark['kind'];
  at: string;
  offset: number;
  since: string | null;
  note: string | null;
}
export interface RecordingEnd {
  kind: 'end';
  at: string;
  size: number;
  sha256: string;
}
export type RecordingLine = RecordingHead | RecordingChunk | RecordingMark | RecordingEnd;

const offset = z.number().int().nonnegative();
const line: z.ZodType<RecordingLine> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('head'),
    version: z.literal(1),
    siteId: z.string(),
    deviceId: z.string(),
    deviceName: z.string(),
    serial: z.string().nullable(),
    bmc: z.string(),
    openedAt: z.string(),
    author: z.string(),
    process: z.object({ pid: z.number(), start: z.string() }),
  }),
  z.object({ kind: z.literal('chunk'), at: z.string(), offset, length: offset }),
  z.object({
    kind: z.literal('mark'),
    mark: z.enum(['opened', 'gap', 'typed', 'break', 'locked', 'closed']),
    at: z.string(),
    offset,
    since: z.string().nullable(),
    note: z.string().nullable(),
  }),
  z.object({ kind: z.literal('end'), at: z.string(), size: offset, sha256: z.string() }),
]);

/**
 * Which bytes came when, without holes: the newest bytes of a recording may not be in its index yet (or never, when the
 * process was killed); they count as having come with what is known last.
 */
export function stretches(lines: readonly RecordingLine[], size: number): RecordingLine[] {
  const out: RecordingLine[] = [];
  let reached = 0;
  let at = lines[0]?.kind === 'head' ? lines[0].openedAt : '';
  const fill = (to: number) => {
    if (to > reached) out.push({ kind: 'chunk', at, offset: reached, length: to - reached });
    reached = Math.max(reached, to);
  };
  for (const line of lines) {
    if (line.kind === 'chunk') {
      const end = Math.min(line.offset + line.length, size);
      if (end <= reached) continue;
      fill(line.offset);
      at = line.at;
      fill(end);
    }
    if (line.kind === 'mark') {
      fill(Math.min(line.offset, size));
      out.push(line);
    }
  }
  fill(size);
  return out;
}

/**
 * The lines of an index. A process that was killed may leave half a line at the end, and a damaged disk anything: what
 * does not parse is left out, because the bytes themselves are in the other file.
 */
export function parseIndex(text: string): RecordingLine[] {
  return text.split('\n').flatMap((raw) => {
    if (raw === '') return [];
    try {
      const parsed = line.safeParse(JSON.parse(raw));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}
