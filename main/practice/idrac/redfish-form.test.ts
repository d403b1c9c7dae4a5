import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { FormReader } from './redfish-form.ts';

const B = 'edge';
// Contents that look like the beginning of a boundary, and like its end.
const content = Buffer.from('\r\n--edg\r\n--\r\n\r\n--edgf--edge\r\n-');
const body = Buffer.concat([
  Buffer.from(`--${B}\r\nContent-Disposition: form-data; name="UpdateParameters"\r\n\r\n{"Targets":[]}\r\n`),
  Buffer.from(`--${B}\r\nContent-Disposition: form-data; name="UpdateFile"; filename="a.EXE"\r\nX: y\r\n\r\n`),
  content,
  Buffer.from(`\r\n--${B}--\r\n`),
]);
const read = (...chunks: Buffer[]) => {
  const reader = new FormReader(B);
  for (const chunk of chunks) reader.push(chunk);
  return reader.end();
};
const whole = {
  fields: { UpdateParameters: '{"Targets":[]}' },
  file: {
    field: 'UpdateFile',
    name: 'a.EXE',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  },
};

it('reads fields and the file, wherever the chunks are cut', () => {
  expect(read(body)).toEqual(whole);
  for (let cut = 1; cut < body.length; cut += 1) expect(read(body.subarray(0, cut), body.subarray(cut))).toEqual(whole);
  expect(read(...Array.from(body, (byte) => Buffer.of(byte)))).toEqual(whole);
});

it('takes no form that is cut off', () => {
  for (let length = 0; length < body.length - 2; length += 1) expect(read(body.subarray(0, length))).toBeNull();
});

it('takes one file only, and fields of a bounded size', () => {
  const second = Buffer.from(`--${B}\r\nContent-Disposition: form-data; name="x"; filename="b"\r\n\r\n\r\n`);
  expect(read(second, second, Buffer.from(`--${B}--\r\n`))).toBeNull();
  const field = Buffer.from(`--${B}\r\nContent-Disposition: form-data; name="x"\r\n\r\n`);
  expect(read(field, Buffer.alloc(200_000), Buffer.from(`\r\n--${B}--\r\n`))).toBeNull();
});

it('survives noise', () => {
  const random = seeded(9);
  for (let round = 0; round < 500; round += 1) {
    const damaged = Buffer.from(body);
    for (let hits = 0; hits < 4; hits += 1) damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
    const form = read(damaged);
    if (form?.file) expect(form.file.size).toBeLessThanOrEqual(damaged.length);
  }
});
