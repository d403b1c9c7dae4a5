import { describe, expect, test } from 'vitest';
import { copyToMedium, introduce } from './copy/copy.ts';
import { sha256Of } from './copy/digest.ts';
import { MediaError } from './errors.ts';
import { checkMedium, MEDIA_ID, openMedium, parseMediaId, readMediaId } from './identity.ts';
import { FatStick, ROOT } from './testing/fat-stick.ts';
import { FACTS, NAMED, openStick, type StickFacts, stickPorts } from './testing/stick-ports.ts';

const refused = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'allowed';
  } catch (error) {
    return error instanceof MediaError ? error.code : String(error);
  }
};

describe('a medium has to be named', () => {
  test.each([
    [{ ...NAMED, serial: 'other' }, 'media.other-medium'],
    [{ ...NAMED, model: 'other' }, 'media.other-medium'],
    [{ ...NAMED, serial: null }, 'media.other-medium'],
    [{ ...NAMED, uuid: 'other' }, 'media.other-medium'],
    [{ ...NAMED, uuid: FACTS.uuid }, 'allowed'],
    [{ ...NAMED, path: ROOT }, 'allowed'],
    [{ ...NAMED, path: '/dev/sdc1' }, 'media.medium-gone'],
    [{ path: NAMED.path, model: null, serial: null }, 'media.not-named'],
  ])('%j: %s', async (named, code) => expect(await refused(openMedium(named, stickPorts(new FatStick())))).toBe(code));

  test('one without any name of its own cannot be named', async () => {
    const ports = stickPorts(new FatStick(), { facts: { ...FACTS, model: null, serial: null } });
    expect(await refused(openMedium({ path: '/dev/sdb1', model: null, serial: null }, ports))).toBe('media.not-named');
  });

  test('read only, or only a folder of this computer', async () => {
    const readOnly = stickPorts(new FatStick(), { facts: { ...FACTS, readOnly: true } });
    expect(await refused(openMedium(NAMED, readOnly))).toBe('media.read-only');
    const ports = stickPorts(new FatStick());
    const { lstat } = ports.files;
    ports.files = { ...ports.files, lstat: async (place) => ({ ...(await lstat(place)), dev: 1 }) };
    expect(await refused(openMedium(NAMED, ports))).toBe('media.medium-gone');
  });
});

describe('the same medium again', () => {
  const plugged = async () => {
    const stick = new FatStick();
    const now: { facts: StickFacts | null } = { facts: FACTS };
    const medium = await openMedium(NAMED, stickPorts(stick, now));
    await introduce(medium);
    return { stick, now, medium };
  };
  test.each([
    [{ ...FACTS }, 'allowed'],
    [{ ...FACTS, serial: '4C530002' }, 'media.other-medium'],
    [{ ...FACTS, uuid: '1111-2222' }, 'media.other-medium'],
    [{ ...FACTS, model: 'Other' }, 'media.other-medium'],
    [null, 'media.medium-gone'],
  ])('%j: %s', async (facts, code) => {
    const { medium, now } = await plugged();
    now.facts = facts;
    expect(await refused(checkMedium(medium))).toBe(code);
    const source = Buffer.from('x');
    const file = { name: 'a', source, sizeBytes: 1, sha256: sha256Of(source) };
    expect(await refused(copyToMedium([file], medium))).toBe(code);
  });

  test('a twin with the same serial number and file system, but another id', async () => {
    const { medium, stick } = await plugged();
    expect(await refused(checkMedium(medium))).toBe('allowed');
    const other = await plugged();
    expect(other.medium.id).not.toBe(medium.id);
    stick.entries = other.stick.entries;
    expect(await refused(checkMedium(medium))).toBe('media.other-medium');
    stick.entries = new Map();
    expect(await refused(checkMedium(medium))).toBe('media.medium-gone');
  });

  test('the id is kept, and what is no id of ours is left alone', async () => {
    const { medium, stick } = await plugged();
    expect((await openStick(stick)).id).toBe(medium.id);
    expect((await readMediaId(stick.port, ROOT))?.id).toBe(medium.id);
    const foreign = new FatStick();
    const source = Buffer.from('{"id":"mine"}');
    await copyToMedium([], await openStick(foreign));
    const node = foreign.entries.get(`${ROOT}/${MEDIA_ID}`);
    if (!node) throw new Error('no id was written');
    node.data = node.durable = source;
    node.durableSize = source.length;
    const opened = await openStick(foreign);
    await introduce(opened);
    expect(opened.id).toBeNull();
    expect(String(foreign.files()[MEDIA_ID])).toBe(String(source));
  });
});

test.each([
  ['{"id":"00000000-0000-4000-8000-000000000001","madeAt":"2026"}', true],
  ['{"id":"00000000-0000-4000-8000-000000000001"}', false],
  ['{"id":"../../etc/passwd","madeAt":"2026"}', false],
  ['[]', false],
  ['', false],
])('%j is an id: %s', (text, is) => expect(parseMediaId(text) !== null).toBe(is));

test('the result of a capacity test', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const of = (capacity: unknown) => parseMediaId(JSON.stringify({ id, madeAt: '2026', capacity }))?.capacity;
  expect(of({ at: '2026', whole: true, bytes: 5 })).toEqual({ at: '2026', whole: true, bytes: 5 });
  expect([of({ at: 1, whole: true, bytes: 5 }), of('yes'), of(undefined)]).toEqual([null, null, null]);
});
