// From the signed bytes to a picture and back: as a camera sees it, a little turned, blurred, badly lit and noisy.
import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { modulesOf } from '../../renderer/src/airgap/modules.ts';
import { seeded } from '../ports/seeded.ts';
import { newSecret, recipientOf } from './age-x25519.ts';
import { framesOf, receive } from './carriers.ts';
import { RequestError } from './errors.ts';
import { FIELDS, signedRequest } from './testing.ts';

interface Shot {
  /** Pixels per module. */
  scale: number;
  /** Degrees. */
  turn: number;
  /** Passes of a box of 3 × 3 pixels. */
  blur: number;
  /** Grey levels, up and down. */
  noise: number;
}
interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** A code on a grey desk, lit from the left. */
function photograph(text: string, { scale, turn, blur, noise }: Shot, random: () => number): Picture {
  const modules = modulesOf(text);
  const side = Math.ceil(modules.length * scale * 1.5);
  const [sin, cos] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  let grey = new Float32Array(side * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [(x - side / 2) / scale, (y - side / 2) / scale];
      const row = Math.floor(dx * sin + dy * cos + modules.length / 2);
      const column = Math.floor(dx * cos - dy * sin + modules.length / 2);
      const dark = modules[row]?.[column];
      grey[y * side + x] = (dark === undefined ? 150 : dark ? 40 : 230) * (1 - (0.25 * x) / side);
    }
  for (let pass = 0; pass < blur; pass++) grey = blurred(grey, side);
  const data = new Uint8ClampedArray(side * side * 4);
  for (const [i, value] of grey.entries()) {
    data.fill(value + (random() - 0.5) * 2 * noise, i * 4, i * 4 + 3);
    data[i * 4 + 3] = 255;
  }
  return { width: side, height: side, data };
}

function blurred(grey: Float32Array, side: number): Float32Array<ArrayBuffer> {
  const next = new Float32Array(grey.length);
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      let sum = 0;
      for (let dy = -side; dy <= side; dy += side)
        for (let dx = -1; dx <= 1; dx++) sum += grey[y * side + x + dy + dx] ?? 0;
      next[y * side + x] = sum / 9;
    }
  return next;
}

const read = (picture: Picture): string | null => {
  try {
    return decodeQR(picture, { timeLimit: 2000 });
  } catch {
    return null;
  }
};

const SHOTS: Shot[] = [
  { scale: 4, turn: 0, blur: 0, noise: 0 },
  { scale: 4, turn: 3, blur: 1, noise: 10 },
  { scale: 5, turn: -8, blur: 2, noise: 15 },
  { scale: 6, turn: 95, blur: 2, noise: 20 },
];

test.each(SHOTS)('a still code of a sealed request: $scale pixels per module, turned by $turn', async (shot) => {
  const { document } = await signedRequest(recipientOf(newSecret()));
  const [frame = '', ...more] = framesOf(document);
  expect(more).toEqual([]);
  expect(modulesOf(frame).length).toBeLessThanOrEqual(93);
  const text = read(photograph(frame, shot, seeded(4)));
  expect(receive({ kind: 'frames', frames: text === null ? [] : [text] }).fields).toEqual(FIELDS);
});

test('a moving code: a third of the pictures is missed, and after some turns the request is whole', async () => {
  const long = { product: 'p'.repeat(100), host: 'h'.repeat(100), baseVersion: 'b'.repeat(100) };
  const { document } = await signedRequest(recipientOf(newSecret()), long);
  const random = seeded(8);
  const frames = framesOf(document);
  expect(modulesOf(frames[0] ?? '').length).toBeLessThanOrEqual(69);
  const texts: string[] = [];
  // One turn is enough for nine requests of ten: the parts that a frame mixes depend on the request.
  for (let turn = 1; fieldsOf(texts) === null; turn++) {
    expect(turn).toBeLessThanOrEqual(8);
    const seen = frames.filter(() => random() > 1 / 3);
    const pictures = seen.map((frame) => photograph(frame, { scale: 3, turn: 4, blur: 1, noise: 8 }, random));
    texts.push(...pictures.map(read).filter((text) => text !== null));
  }
  expect(fieldsOf(texts)).toEqual({ ...FIELDS, ...long });
});

/** Null while parts are missing; anything else that is wrong is thrown. */
function fieldsOf(frames: string[]) {
  try {
    return receive({ kind: 'frames', frames }).fields;
  } catch (error) {
    if (error instanceof RequestError && error.code === 'request.incomplete') return null;
    throw error;
  }
}

test('too much blur is no reading, never a wrong one', async () => {
  const { document } = await signedRequest();
  const [frame = ''] = framesOf(document);
  const random = seeded(5);
  let missed = 0;
  for (let blur = 1; blur <= 9; blur++) {
    const text = read(photograph(frame, { scale: 2, turn: 2, blur, noise: 30 }, random));
    if (text === null) missed++;
    else expect(text).toBe(frame);
  }
  expect(missed).toBeGreaterThan(0);
});
