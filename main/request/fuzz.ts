import { type FuzzReport, type FuzzTarget, fuzzTargets } from '../ports/fuzz.ts';
import { unpackAge } from './age-pack.ts';
import { framesOf, receive } from './carriers.ts';
import { decodeDocument, encodeDocument } from './document.ts';
import { RequestError } from './errors.ts';
import { ageFileOf } from './key.ts';
import { readRequest } from './request.ts';
import { signPayload } from './signed.ts';
import { FIELDS, SIGNER } from './testing.ts';
import { parseTyped, typedFaults, typedLines } from './typed.ts';
import { toBytewords } from './ur/bytewords.ts';

/** Mutated requests through everything that reads one; it may return a value or throw RequestError. */
export const fuzz = (iterations: number, seed: number): FuzzReport =>
  fuzzTargets(targets(), (error) => error instanceof RequestError, iterations, seed);

function targets(): FuzzTarget[] {
  const payloads = [
    encodeDocument({ fields: FIELDS, key: { how: 'clear', bytes: Buffer.from('key') } }),
    encodeDocument({
      fields: { ...FIELDS, tripId: 'trip', skewS: null },
      key: { how: 'sealed', bytes: Buffer.alloc(160, 5) },
    }),
  ];
  const documents = payloads.map((payload) => signPayload(SIGNER, payload));
  const long = signPayload(
    SIGNER,
    encodeDocument({
      fields: { ...FIELDS, host: 'h'.repeat(100), product: 'p'.repeat(100) },
      key: { how: 'sealed', bytes: Buffer.alloc(200, 1) },
    }),
  );
  const text = (lines: readonly string[]) => Buffer.from(lines.join('\n'));
  const lines = (bytes: Buffer) => bytes.toString('latin1').split('\n');
  const file = (bytes: Buffer) => receive({ kind: 'file', text: bytes.toString('latin1') });
  return [
    { name: 'document', seeds: payloads, decode: (bytes) => decodeDocument(bytes) },
    { name: 'document behind a good signature', seeds: payloads, decode: (bytes) => ageOf(signPayload(SIGNER, bytes)) },
    { name: 'signed', seeds: documents, decode: (bytes) => readRequest(Buffer.from(bytes)) },
    { name: 'typed', seeds: documents.map((bytes) => text(typedLines(bytes))), decode: (bytes) => typed(lines(bytes)) },
    { name: 'still code', seeds: documents.map((bytes) => text(framesOf(bytes))), decode: file, repair: summed },
    { name: 'moving code', seeds: [text(framesOf(long))], decode: file, repair: summed },
    { name: 'packed age', seeds: [Buffer.alloc(160, 5)], decode: (bytes) => taken(unpackAge(bytes)) },
  ];
}

function ageOf(document: Buffer): unknown {
  const { fields, key } = readRequest(document);
  return [fields, key.how === 'sealed' && ageFileOf(key)];
}

/** What is said line by line has to agree with what is made of the whole. */
function typed(lines: string[]): Buffer {
  const faults = typedFaults(lines);
  const document = parseTyped(lines);
  if (faults.some(({ problem }) => problem !== 'missing')) throw new Error('accepted a line with a fault');
  return document;
}

/** Every frame with the checksum that belongs to it, as somebody makes it who means harm. */
function summed(bytes: Buffer): Buffer {
  const again = bytes
    .toString('latin1')
    .split('\n')
    .map((line) => {
      const [, head = '', letters = ''] = /^(.*\/)?(.*)$/s.exec(line) ?? [];
      const raw = Buffer.from([...letters.toLowerCase().matchAll(/../g)].flatMap(([pair]) => LETTERS.get(pair) ?? []));
      return head + toBytewords(raw.subarray(0, -4));
    });
  return Buffer.from(again.join('\n'));
}

const LETTERS = new Map(Array.from({ length: 256 }, (_, byte) => [toBytewords(Buffer.from([byte])).slice(0, 2), byte]));

function taken<T>(value: T | null): T {
  if (value === null) throw new RequestError('request.unreadable', 'refused');
  return value;
}
