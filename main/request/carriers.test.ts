import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { newSecret, recipientOf } from './age-x25519.ts';
import { type Arrived, carriersOf, framesOf, receive } from './carriers.ts';
import { toCbor } from './cbor.ts';
import { RequestError } from './errors.ts';
import { viewOf } from './request.ts';
import { DOWNLOAD_KEY, FIELDS, signedRequest } from './testing.ts';
import { singleText } from './ur/part.ts';

const codeOf = (arrived: Arrived): string => {
  try {
    receive(arrived);
    return 'done';
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
};
const carriers = async (sealed: boolean, fields = {}) => {
  const request = await signedRequest(sealed ? recipientOf(newSecret()) : null, fields);
  return carriersOf(
    request,
    viewOf(request, DOWNLOAD_KEY, () => true),
  );
};
const LONG = { product: 'p'.repeat(100), host: 'h'.repeat(100), baseVersion: 'b'.repeat(100) };

test('an ordinary request, sealed or not, stands still in one code and can be typed', async () => {
  for (const sealed of [false, true]) {
    const { frames, typed, file } = await carriers(sealed);
    expect(frames).toHaveLength(1);
    // Only what the alphanumeric mode of a QR code has.
    expect(frames[0]).toMatch(/^[\dA-Z:/-]+$/);
    expect(typed.length).toBeLessThan(sealed ? 26 : 20);
    for (const arrived of [
      { kind: 'frames', frames },
      { kind: 'typed', lines: typed },
      { kind: 'file', text: file.text },
    ] as const)
      expect(receive(arrived).fields).toEqual(FIELDS);
  }
});

test('a long one moves, in any order and more than once', async () => {
  const { frames } = await carriers(true, LONG);
  expect(frames.length).toBeGreaterThan(9);
  expect(receive({ kind: 'frames', frames }).fields).toEqual({ ...FIELDS, ...LONG });
  const random = seeded(1);
  const shuffled = frames.toSorted(() => random() - 0.5);
  expect(receive({ kind: 'frames', frames: [...shuffled, ...shuffled] }).fields).toEqual({ ...FIELDS, ...LONG });
  expect(() => receive({ kind: 'frames', frames: frames.slice(0, 2) })).toThrow('Of this request 2 of ');
  expect(codeOf({ kind: 'frames', frames: frames.slice(0, 2) })).toBe('request.incomplete');
  expect(codeOf({ kind: 'frames', frames: [] })).toBe('request.incomplete');
});

test('frames of two requests are refused, and so is a false one that is put together well', async () => {
  const [one, two] = [await carriers(true, LONG), await carriers(true, { ...LONG, round: 3 })];
  expect(codeOf({ kind: 'frames', frames: [...one.frames.slice(0, 3), ...two.frames.slice(3)] })).toBe('request.mixed');
  const { document } = await signedRequest();
  const forged = Buffer.from(document);
  forged[document.indexOf('RS-4711')] = 'X'.charCodeAt(0);
  expect(codeOf({ kind: 'frames', frames: framesOf(forged) })).toBe('request.signature');
  expect(codeOf({ kind: 'file', text: singleText(toCbor('text')) })).toBe('request.unreadable');
});

test('a file says whether its key is sealed, names nothing of it, and may have come through a mail program', async () => {
  const [open, sealed] = [await carriers(false), await carriers(true, { serial: '../a b' })];
  expect(open.file.text).toContain('SECRET: the download key lies in it in clear');
  expect(open.file.filename).toBe('request-RS-4711-0815-2.ur.txt');
  expect(sealed.file.text).toContain('sealed');
  expect(sealed.file.filename).toBe('request-.._a_b-2.ur.txt');
  expect(codeOf({ kind: 'file', text: `\r\n${open.file.text.replaceAll('\n', '\r\n')}\r\n` })).toBe('done');
  expect(codeOf({ kind: 'file', text: '' })).toBe('request.incomplete');
  expect(codeOf({ kind: 'file', text: open.file.text.repeat(2) })).toBe('done');
  expect(codeOf({ kind: 'file', text: 'x'.repeat(300_000) })).toBe('request.incomplete');
});
