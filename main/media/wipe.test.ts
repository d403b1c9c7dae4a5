import { expect, test } from 'vitest';
import { copyToMedium } from './copy/copy.ts';
import { sha256Of } from './copy/digest.ts';
import { mediumDestination, mediumReader } from './destination.ts';
import { MediaError } from './errors.ts';
import { MEDIA_ID } from './identity.ts';
import { FatStick } from './testing/fat-stick.ts';
import { openStick } from './testing/stick-ports.ts';
import { wipeFiles } from './wipe.ts';

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'allowed',
    (error: unknown) => (error instanceof MediaError ? error.code : String(error)),
  );
async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}
async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of content) text += Buffer.from(chunk).toString();
  return text;
}

test('a request is overwritten on the medium before it is deleted; the rest stays', async () => {
  const stick = new FatStick();
  const secret = Buffer.from('download key');
  const file = { name: 'out/request.json', source: secret, sizeBytes: secret.length, sha256: sha256Of(secret) };
  const medium = await openStick(stick);
  await copyToMedium([file, { ...file, name: 'out/other' }], medium);
  const node = stick.entries.get('/mnt/stick/out/request.json');
  const record = await wipeFiles(['out/request.json', 'out/never'], medium);
  expect(record).toMatchObject({
    ...{ mediumId: medium.id, model: 'SanDisk Ultra', serial: '4C530001', at: '2026-11-21T08:00:00.000Z' },
    wiped: [{ name: 'out/request.json', sizeBytes: 12 }],
    missing: ['out/never'],
  });
  expect(record.worth.de).toContain('Flash');
  expect(node?.durable).toHaveLength(12);
  expect(node?.durable.equals(secret)).toBe(false);
  expect(Object.keys(stick.afterPowerCut().files()).toSorted()).toEqual([MEDIA_ID, 'out/other']);
});

test.each([['../etc'], [MEDIA_ID], ['/a'], ['out']])('%s is nothing to be wiped', async (name) => {
  const stick = new FatStick();
  const medium = await openStick(stick);
  await mediumDestination(medium, 'out').write('a', chunks('x'));
  expect(await refused(wipeFiles([name], medium))).toBe('media.name');
  expect(Object.keys(stick.files()).toSorted()).toEqual([MEDIA_ID, 'out/a']);
});

test('a stream is written as files are; the same again is good, and another one is not', async () => {
  const stick = new FatStick();
  const medium = await openStick(stick);
  const to = mediumDestination(medium, 'bag');
  const long = Buffer.alloc((1 << 20) + 5, 'a');
  const whole = Buffer.concat([Buffer.from('ab'), long, Buffer.from('c')]);
  const written = await to.write('data/x', chunks('ab', long, '', 'c'));
  expect(written).toEqual({ sha256: sha256Of(whole), size: whole.length });
  expect(await to.write('data/x', chunks(whole))).toEqual(written);
  expect(await refused(to.write('data/x', chunks('other')))).toBe('media.occupied');
  expect(await refused(to.write('../x', chunks('other')))).toBe('media.name');
  expect(await to.write('empty', chunks())).toMatchObject({ size: 0 });
  const reader = mediumReader(medium, 'bag');
  expect(reader.how).toBeNull();
  expect(await textOf(reader.read('data/x'))).toBe(String(whole));
  expect(reader.how).toBe('direct');
  expect(await refused(textOf(reader.read('missing')))).toBe('media.medium-gone');
});
