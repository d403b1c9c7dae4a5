/** The texts of a bag (RFC 8493, 2.1.1 and 2.2.2), and what ours say. */
import { z } from 'zod';
import { BundleError } from '../errors.ts';
import { linesOf, textOf } from './text.ts';

/** The only content that the file `bagit.txt` of a bag of version 1.0 has. */
export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const line = z.string().max(200);

const schema = z.object({
  id: line,
  /** Bytes and files of the payload. */
  octets: z.coerce.number().int().nonnegative(),
  streams: z.coerce.number().int().nonnegative(),
  /** RFC 3339, UTC, as the times below. */
  sealedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  sequence: z.coerce.number().int().positive(),
  /** SHA-256 of the tag manifest of the bundle before, for the same device; null for the first one. */
  previous: sha256.nullable(),
  request: line.nullable(),
  serial: line,
  /** Ids of the media it was sealed for; empty when it may lie on any. */
  media: z.array(line).max(20),
});
export type BagInfo = z.infer<typeof schema>;

/** `bag-info.txt` of a bundle. Throws BundleError `bundle.plan` for a value of more than one line. */
export function encodeBagInfo(info: BagInfo): string {
  const lines: [label: string, value: string | null][] = [
    ['External-Identifier', info.id],
    ['Bagging-Date', info.sealedAt.slice(0, 10)],
    ['Payload-Oxum', `${info.octets}.${info.streams}`],
    ['X-Sequence', String(info.sequence)],
    ['X-Previous-Bag-Tagmanifest-SHA256', info.previous],
    ['X-Request', info.request],
    ['X-Serial', info.serial],
    ['X-Sealed-At', info.sealedAt],
    ['X-Expires', info.expiresAt],
    ...info.media.map((id): [string, string] => ['X-Medium', id]),
  ];
  return lines
    .filter((entry): entry is [string, string] => entry[1] !== null)
    .map(([label, value]) => {
      if (value !== value.trim() || value === '' || /[^ -~\u00a0-\uffff]/.test(value))
        throw new BundleError('bundle.plan', `${label} has to be one line of text.`);
      return `${label}: ${value}\n`;
    })
    .join('');
}

/** What `bag-info.txt` says. Throws BundleError `bundle.format`. */
export function decodeBagInfo(bytes: Uint8Array): BagInfo {
  const labels = decodeLabels('bag-info.txt', bytes);
  const all = (label: string) => labels.filter(([name]) => name === label.toLowerCase()).map(([, value]) => value);
  const one = (label: string) => {
    const values = all(label);
    if (values.length > 1) throw new BundleError('bundle.format', `bag-info.txt says ${label} more than once.`);
    return values[0] ?? null;
  };
  const [, octets, streams] = /^(\d{1,15})\.(\d{1,6})$/.exec(one('Payload-Oxum') ?? '') ?? [];
  const said = {
    ...{ id: one('External-Identifier'), octets: octets ?? null, streams: streams ?? null, media: all('X-Medium') },
    ...{ sealedAt: one('X-Sealed-At'), expiresAt: one('X-Expires'), request: one('X-Request') },
    ...{ previous: one('X-Previous-Bag-Tagmanifest-SHA256'), serial: one('X-Serial') },
    // Not what Number() takes for a number.
    sequence: /^\d{1,15}$/.exec(one('X-Sequence') ?? '')?.[0] ?? null,
  };
  const absent = said.octets === null || said.streams === null || said.sequence === null;
  const parsed = absent ? null : schema.safeParse(said);
  if (!parsed?.success) {
    const what = parsed ? parsed.error.issues[0]?.path.join('.') : 'Payload-Oxum or X-Sequence';
    throw new BundleError('bundle.format', `bag-info.txt does not say what a bundle has to say (${what}).`);
  }
  return parsed.data;
}

/** Labels (lower case: they are the same in any case) and values; a line that begins with a blank goes on the last one. */
export function decodeLabels(file: string, bytes: Uint8Array): [label: string, value: string][] {
  const labels: [string, string][] = [];
  for (const [index, text] of linesOf(textOf(file, bytes)).entries()) {
    const last = labels.at(-1);
    if (/^[ \t]/.test(text) && last) {
      last[1] = `${last[1]} ${text.trim()}`;
      continue;
    }
    const colon = text.indexOf(':');
    if (colon <= 0) throw new BundleError('bundle.format', `${file}, line ${index + 1}: no label.`);
    labels.push([text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()]);
  }
  return labels;
}
