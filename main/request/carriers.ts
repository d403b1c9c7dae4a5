/** The ways of a request over the gap: a QR code that stands still or moves, typed lines, a file. All carry the same bytes. */
import type { RequestCarriers, RequestView } from '../../preload/contract.ts';
import { bytesOf, fromCbor, toCbor } from './cbor.ts';
import { RequestError } from './errors.ts';
import { readRequest, type SignedRequest } from './request.ts';
import { parseTyped, typedLines } from './typed.ts';
import { Collector } from './ur/collector.ts';
import { frameTexts } from './ur/frames.ts';
import { singleText } from './ur/part.ts';

/** Up to this many bytes one code is enough: a QR code of version 17 at level L, 85 modules, which webcams still read. */
const STILL_BYTES = 440;
/** Of one fragment of a moving code: QR version 10 at level L, 57 modules, which cheap cameras read while it moves. */
const MOVING_BYTES = 150;
/** So many times the fragments, and begin again: whoever missed one finds it in a mixture first. */
const ROUNDS = 3;
/** Of a file that is looked at as a request. */
const MAX_FILE = 1 << 18;

/** How a request arrives, read from wherever it was. */
export type Arrived =
  | { kind: 'typed'; lines: readonly string[] }
  | { kind: 'frames'; frames: readonly string[] }
  | { kind: 'file'; text: string };

/** All carriers of a request. @param view what a screen may show of it */
export function carriersOf({ document }: SignedRequest, view: RequestView): RequestCarriers {
  return { request: view, frames: framesOf(document), typed: typedLines(document), file: fileOf(document, view) };
}

/** One text for a code that stands still, or several in the order of a moving one; in capitals, which make QR codes smaller. */
export function framesOf(document: Buffer): string[] {
  const message = toCbor(document);
  const longest = document.length <= STILL_BYTES ? message.length : MOVING_BYTES;
  const texts = frameTexts(message, longest);
  const count = longest === message.length ? 1 : ROUNDS * Math.ceil(message.length / longest);
  return Array.from({ length: count }, () => texts.next().value.toUpperCase());
}

/** Text with what it is above the one line that counts. */
function fileOf(document: Buffer, { serial, round, signedBy, keySealed }: RequestView): RequestCarriers['file'] {
  const name = `request-${serial}-${round}`.replace(/[^\w.-]/g, '_').slice(0, 80);
  const about = [
    `# Rackhand request, round ${round} of ${serial}, signed by ${signedBy}.`,
    keySealed
      ? '# The download key in it is sealed for the computer that it was made for.'
      : '# SECRET: the download key lies in it in clear. Wipe it after use.',
  ];
  return { filename: `${name}.ur.txt`, text: `${[...about, singleText(toCbor(document))].join('\n')}\n` };
}

/**
 * The request of a carrier, its signature checked. Throws RequestError: `request.typed` names the line, `request.incomplete` says
 * how many frames are missing, `request.mixed`, `request.unreadable`, `request.signature`.
 */
export function receive(arrived: Arrived): SignedRequest {
  if (arrived.kind === 'typed') return readRequest(parseTyped(arrived.lines));
  if (arrived.kind === 'frames') return readRequest(collected(arrived.frames));
  const lines = arrived.text.length <= MAX_FILE ? arrived.text.split(/\r?\n/) : [];
  return readRequest(collected(lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))));
}

function collected(frames: readonly string[]): Buffer {
  const collector = new Collector();
  for (const frame of frames) collector.add(frame);
  const { have, need } = collector.progress;
  if (!collector.message)
    throw new RequestError('request.incomplete', `Of this request ${have} of ${need} parts were read.`, { have, need });
  const document = bytesOf(fromCbor(collector.message));
  if (!document) throw new RequestError('request.unreadable', 'This code holds something else than a request.');
  return document;
}
