import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { openExport, sealForExport } from './export.ts';

const PHRASE = 'correct horse battery staple';
const PLAIN = Buffer.from('the keys of the kingdom\n');
const CHEAP = 4;
const code = (wanted: string) => expect.objectContaining({ code: wanted });
const HEAD = '-----BEGIN AGE ENCRYPTED FILE-----';
const FOOT = '-----END AGE ENCRYPTED FILE-----';

/** The binary file within the armor, changed, and armored again. */
function changed(armored: string, change: (file: Buffer) => Buffer): string {
  const file = change(Buffer.from(armored.split('\n').slice(1, -2).join(''), 'base64'));
  return `${HEAD}\n${file.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n${FOOT}\n`;
}

test('it is an armored age file that comes back, whatever its length', async () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const plain = Buffer.alloc(length, 7);
    const armored = await sealForExport(plain, PHRASE, CHEAP);
    expect(armored.startsWith(`${HEAD}\n`)).toBe(true);
    expect(armored.endsWith(`\n${FOOT}\n`)).toBe(true);
    expect((await openExport(armored, PHRASE)).equals(plain), `${length}`).toBe(true);
  }
});

test('what is given stays as it is, and no two files are the same', async () => {
  const plain = Buffer.from(PLAIN);
  const phrase = Buffer.from(PHRASE);
  const first = await sealForExport(plain, phrase, CHEAP);
  expect(plain).toEqual(PLAIN);
  expect(phrase.toString()).toBe(PHRASE);
  expect(await sealForExport(plain, phrase, CHEAP)).not.toBe(first);
  expect(await openExport(first, phrase)).toEqual(PLAIN);
  expect(phrase.toString()).toBe(PHRASE);
  expect(await openExport(first.replaceAll('\n', '\r\n'), PHRASE)).toEqual(PLAIN);
});

test('a short passphrase is refused, a wrong one said to be wrong', async () => {
  await expect(sealForExport(PLAIN, 'short', CHEAP)).rejects.toThrow(code('vault.weak'));
  const armored = await sealForExport(PLAIN, PHRASE, CHEAP);
  for (const wrong of ['', PHRASE.toUpperCase(), `${PHRASE} `]) {
    await expect(openExport(armored, wrong)).rejects.toThrow(code('vault.export-passphrase'));
  }
});

test('no byte of the file can be changed, and nothing cut off or added', async () => {
  const armored = await sealForExport(PLAIN, PHRASE, CHEAP);
  let length = 0;
  changed(armored, (file) => {
    length = file.length;
    return file;
  });
  expect(length).toBeGreaterThan(180);
  for (let at = 0; at < length; at += 1) {
    const flipped = changed(armored, (file) => file.fill((file[at] ?? 0) ^ 1, at, at + 1));
    await expect(openExport(flipped, PHRASE), `byte ${at}`).rejects.toThrow(/exported file|more memory/);
    const cut = changed(armored, (file) => file.subarray(0, at));
    await expect(openExport(cut, PHRASE), `${at} bytes`).rejects.toThrow(code('vault.export-damaged'));
  }
  const longer = changed(armored, (file) => Buffer.concat([file, Buffer.alloc(1)]));
  await expect(openExport(longer, PHRASE)).rejects.toThrow(code('vault.export-damaged'));
});

test('a cut armor, another armor, no armor', async () => {
  const armored = await sealForExport(PLAIN, PHRASE, CHEAP);
  for (const text of ['', HEAD, armored.slice(0, -10), armored.replaceAll('AGE', 'PGP'), armored.slice(40), PHRASE]) {
    await expect(openExport(text, PHRASE), text).rejects.toThrow(code('vault.export-damaged'));
  }
});

test('a file may not ask for all the memory, nor have another recipient beside the passphrase', async () => {
  const armored = await sealForExport(PLAIN, PHRASE, CHEAP);
  const header = (replace: (text: string) => string) =>
    changed(armored, (file) => Buffer.from(replace(file.toString('latin1')), 'latin1'));
  for (const [logN, wanted] of [
    ['21', 'costly'],
    ['64', 'costly'],
    ['99', 'costly'],
    ['0', 'damaged'],
    ['04', 'damaged'],
    ['4 4', 'damaged'],
    ['1e3', 'damaged'],
    ['4294967300', 'damaged'],
  ] as const) {
    const costly = header((text) => text.replace(/(-> scrypt \S+) 4\n/, `$1 ${logN}\n`));
    await expect(openExport(costly, PHRASE), logN).rejects.toThrow(code(`vault.export-${wanted}`));
  }
  const second = header((text) => text.replace(/(-> scrypt[^-]+)/, '$1$1'));
  await expect(openExport(second, PHRASE)).rejects.toThrow(code('vault.export-damaged'));
  const other = header((text) => text.replace('-> scrypt', '-> secret'));
  await expect(openExport(other, PHRASE)).rejects.toThrow(code('vault.export-damaged'));
});

test('random changes of the text end in one of three errors', async () => {
  const armored = await sealForExport(PLAIN, PHRASE, CHEAP);
  const random = seeded(5);
  const int = (below: number) => Math.floor(random() * below);
  for (let round = 0; round < 2_000; round += 1) {
    const text = Buffer.from(armored);
    for (let change = 0; change <= int(3); change += 1) text[int(text.length)] = int(256);
    const piece = text.subarray(int(4) === 0 ? int(text.length) : 0).toString('latin1');
    const answer = await openExport(piece, PHRASE).catch((error: { code: string }) => error.code);
    if (Buffer.isBuffer(answer)) expect(answer).toEqual(PLAIN);
    else expect(answer).toMatch(/^vault\.export-(passphrase|damaged|costly)$/);
  }
});
