import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { boundaryOf, MultipartFile } from './multipart.ts';

const CONTENT = Buffer.from('\r\n--b\r\nnot the end\r\n--b-\r\n\0\x01\x02');
const HEAD = '--b\r\nContent-Disposition: form-data; name="firmware"; filename="sps.iso"\r\nContent-Type: x/y\r\n\r\n';
const BODY = Buffer.concat([Buffer.from(HEAD), CONTENT, Buffer.from('\r\n--b--\r\n')]);

function parse(body: Buffer, step: number) {
  const file = new MultipartFile('b');
  for (let at = 0; at < body.length; at += step) file.push(body.subarray(at, at + step));
  return file.end();
}

describe('multipart upload', () => {
  it.each([1, 2, 3, 7, 64, 10_000])('reads the file from pieces of %i bytes', (step) => {
    const sha256 = createHash('sha256').update(CONTENT).digest('hex');
    expect(parse(BODY, step)).toEqual({ field: 'firmware', filename: 'sps.iso', size: CONTENT.length, sha256 });
  });

  it.each([
    ['a cut body', BODY.subarray(0, -1)],
    ['another boundary', Buffer.from(BODY.toString('latin1').replaceAll('--b', '--c'), 'latin1')],
    ['no file name', Buffer.from(BODY.toString('latin1').replace('; filename="sps.iso"', ''), 'latin1')],
    ['a head without end', Buffer.alloc(20_000, 'a')],
    ['nothing', Buffer.alloc(0)],
  ])('refuses %s', (_what, body) => {
    expect(parse(body, 100)).toBeNull();
  });

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; boundary="a b"', 'a b'],
    ['application/json', null],
    ['multipart/form-data', null],
  ])('finds the boundary in %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});
