import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { findKeys } from './find-keys.ts';
import {
  ENCODINGS,
  EXTERNAL,
  encode,
  KEYS,
  keyFile,
  protectorList,
  volumesJson,
  WORDS,
  windows7File,
} from './testing/samples.ts';

/** What is found, with the digits as text. */
function found(text: string | Uint8Array) {
  const { keys, ...rest } = findKeys(typeof text === 'string' ? Buffer.from(text) : text);
  return { keys: keys.map((key) => ({ ...key, digits: key.digits.toString('latin1') })), ...rest };
}
const plain = (digits: string) => digits.replaceAll('-', '');
const key = (which: keyof typeof KEYS, more: object = {}) => ({
  id: KEYS[which].id,
  startOfId: null,
  letter: null,
  digits: plain(KEYS[which].digits),
  badGroups: [],
  ...more,
});
const D = KEYS.data.digits;

describe('key files', () => {
  test.each(ENCODINGS.flatMap((encoding) => Object.keys(WORDS).map((language) => [encoding, language] as const)))(
    '%s, %s',
    (encoding, language) => {
      const text = keyFile(WORDS[language as keyof typeof WORDS], KEYS.os.id, KEYS.os.digits);
      expect(found(encode(text, encoding))).toEqual({ keys: [key('os')], idsWithoutDigits: [], volumes: [] });
    },
  );

  test('Windows 7: the whole ID where it stands, else its start', () => {
    const startOfId = KEYS.os.id.slice(0, 16);
    expect(found(windows7File(KEYS.os.id, KEYS.os.digits)).keys).toEqual([key('os', { startOfId })]);
    expect(found(windows7File(KEYS.os.id, KEYS.os.digits, false)).keys).toEqual([key('os', { id: null, startOfId })]);
  });

  test('UTF-16 that was read as another encoding and saved as UTF-8', () => {
    const mangled = Buffer.from(
      encode(keyFile(WORDS.de, KEYS.os.id, KEYS.os.digits), 'utf-16le+bom').toString('latin1'),
    );
    const asUtf8 = Buffer.from(encode(keyFile(WORDS.de, KEYS.os.id, KEYS.os.digits), 'utf-16le+bom').toString('utf8'));
    for (const bytes of [mangled, asUtf8, asUtf8.subarray(1)]) expect(found(bytes).keys).toEqual([key('os')]);
  });

  test('a wrong digit, an unreadable one, letters for digits', () => {
    const wrong = (digits: string) => found(keyFile(WORDS.en, KEYS.data.id, digits)).keys[0];
    expect(wrong(D.replace('253979', '253978'))?.badGroups).toEqual([3]);
    expect(wrong(D.replace('253979', '2?3979'))).toEqual(
      key('data', { digits: plain(D.replace('253979', '2?3979')), badGroups: [3] }),
    );
    expect(wrong(D.replace('013365', 'OI3365').replaceAll('0', 'o').replace('591', '59l'))).toEqual(key('data'));
  });
});

describe('lists of protectors', () => {
  const volumes = [
    { letter: 'C:', ids: expect.arrayContaining([KEYS.os.id, EXTERNAL, KEYS.os2.id]) },
    { letter: 'D:', ids: [KEYS.data.id] },
  ];
  const keys = [key('os', { letter: 'C:' }), key('os2', { letter: 'C:' }), key('data', { letter: 'D:' })];

  test.each([
    ['en', 'cp437'],
    ['en', 'utf-8'],
    ['en', 'utf-16le+bom'],
    ['de', 'cp850'],
    ['de', 'cp1252'],
    ['de', 'utf-16le'],
    ['ja', 'cp932'],
    ['ja', 'cp437'],
    ['ja', 'utf-16be'],
    ['zh', 'cp936'],
    ['zh', 'utf-8+bom'],
  ] as const)('%s in %s: every number with its own ID and volume', (language, encoding) => {
    expect(found(encode(protectorList(language), encoding))).toEqual({ keys, idsWithoutDigits: [], volumes });
  });

  test.each(['en', 'de', 'ja', 'zh'] as const)(
    '%s, locked: IDs of keys that are not there, of no TPM, file or agent',
    (language) => {
      const list = found(protectorList(language, { locked: true }));
      expect(list.keys).toEqual([]);
      expect(list.idsWithoutDigits).toEqual([
        { id: KEYS.os.id, letter: 'C:' },
        { id: KEYS.os2.id, letter: 'C:' },
        { id: KEYS.data.id, letter: 'D:' },
      ]);
    },
  );

  test('JSON of our question, in one line and indented, with braces and quotes escaped', () => {
    const json = volumesJson();
    const pretty = JSON.stringify(JSON.parse(json), null, 4);
    const escaped = json.replaceAll('{', '\\u007b').replaceAll('-', '\\u002d').replaceAll('"', '\\u0022');
    for (const text of [json, pretty, escaped]) expect(found(text)).toEqual({ keys, idsWithoutDigits: [], volumes });
    expect(found(volumesJson({ locked: true })).idsWithoutDigits).toHaveLength(3);
  });

  test('Format-List of PowerShell', () => {
    const one = (id: string, type: string, digits: string) =>
      `\r\nKeyProtectorId        : {${id}}\r\nAutoUnlockProtector   : \r\nKeyProtectorType      : ${type}\r\n` +
      `KeyFileName           : \r\nRecoveryPassword      : ${digits}\r\nThumbprint            : \r\n`;
    const text = `MountPoint : C:\r\n${one(EXTERNAL, 'ExternalKey', '')}${one(KEYS.os.id, 'RecoveryPassword', KEYS.os.digits)}`;
    expect(found(encode(text, 'utf-16le+bom'))).toEqual({
      keys: [key('os', { letter: 'C:' })],
      idsWithoutDigits: [],
      volumes: [{ letter: 'C:', ids: [EXTERNAL, KEYS.os.id] }],
    });
  });

  test('a volume without a letter: its GUID is no key ID', () => {
    const text = `Volume \\\\?\\Volume{${KEYS.os2.id}}\\ [Recovery]\n  ID: {${KEYS.os.id}}\n  ${KEYS.os.digits}\n`;
    expect(found(text)).toEqual({ keys: [key('os')], idsWithoutDigits: [], volumes: [] });
  });
});

describe('as people write it', () => {
  test.each([
    ['blanks', D.replaceAll('-', ' ')],
    ['in a row', plain(D)],
    ['long dashes', D.replaceAll('-', ' – ')],
    ['full-width', [...D].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')],
    ['points', D.replaceAll('-', '.')],
    ['two lines', D.replace('013365-', '013365-\r\n   ')],
    ['two lines without a dash', D.replace('013365-', '013365\r\n')],
    ['a group on each line', D.replaceAll('-', '\n')],
    ['one dash forgotten', D.replace('013365-', '013365 ')],
    ['in quotes', `"${D}",`],
    ['behind a number', `No. 123456: 654321 ${D} 20261121`],
    ['underneath a row of numbers', `123456 654321\n${D}\n`],
  ])('%s', (_name, text) => {
    const note = `Drive D: ${KEYS.data.id}\n${text}\n`;
    for (const encoding of ['utf-8', 'utf-16le+bom', 'utf-16be'] as const) {
      expect(found(encode(note, encoding)).keys).toEqual([key('data', { letter: 'D:' })]);
    }
  });

  test('a lost digit, one too many, a lost one in a row', () => {
    expect(found(D.replace('253979', '25979')).keys).toEqual([
      key('data', { id: null, digits: plain(D.replace('253979', '25979?')), badGroups: [3] }),
    ]);
    expect(found(D.replace('253979', '2533979')).keys).toEqual([
      key('data', { id: null, digits: plain(D.replace('253979', '2533979')), badGroups: [3] }),
    ]);
    expect(found(plain(D).slice(0, 20) + plain(D).slice(21)).keys[0]?.digits).toHaveLength(47);
    expect(found(D.replace('253979', '2533979').replace('591910', '59191')).keys[0]).toMatchObject({
      digits: plain(D.replace('253979', '??????').replace('591910', '59191?')),
      badGroups: [3, 8],
    });
  });

  test.each([
    ['seven groups', D.slice(7)],
    ['nine groups', `${D}-123456`],
    ['nine groups with blanks', `123456 ${D.replaceAll('-', ' ')}`],
    ['inside a longer word', `x${plain(D)}`],
    ['a hexadecimal number', `${plain(D)}abc`],
    ['question marks only', '??????-'.repeat(7).concat('??????')],
    ['fifty digits', `${plain(D)}12`],
    ['nothing', ''],
  ])('no key: %s', (_name, text) => {
    expect(found(text).keys).toEqual([]);
  });

  test('each ID is used once; the same key twice is one; two keys one under the other are two', () => {
    const text = `${KEYS.os.id}\n${KEYS.os.digits}\n${KEYS.os2.digits}\n${KEYS.os.id}\n${KEYS.os.digits}\n`;
    expect(found(text).keys).toEqual([key('os'), key('os2', { id: null })]);
  });

  test('the number before its ID, where there is but one of each', () => {
    expect(found(`${KEYS.os.digits}\n${KEYS.os.id}`).keys).toEqual([key('os')]);
    expect(found(`${KEYS.os.digits}\n${KEYS.os.id}\n${KEYS.os2.id}`).keys).toEqual([key('os', { id: null })]);
  });
});

test('2,000 mutilated texts: no crash, no key that is not 47 to 49 digits', () => {
  const random = seeded(1_000_003);
  const pick = (below: number) => Math.floor(random() * below);
  const texts = [
    encode(keyFile(WORDS.ja, KEYS.os.id, KEYS.os.digits), 'utf-16le+bom'),
    encode(protectorList('de'), 'cp850'),
    encode(volumesJson(), 'utf-8'),
    encode(windows7File(KEYS.os.id, KEYS.os.digits), 'utf-16be'),
  ];
  let keys = 0;
  for (let round = 0; round < 2_000; round++) {
    const bytes = Buffer.from(texts[round % texts.length] ?? []);
    for (let times = pick(12); times >= 0; times--) {
      const at = pick(bytes.length);
      if (pick(3) === 0) bytes.copyWithin(at, pick(bytes.length));
      else bytes[at] = pick(2) ? pick(256) : (bytes[pick(bytes.length)] ?? 0);
    }
    const found = findKeys(bytes.subarray(0, pick(4) === 0 ? pick(bytes.length) : bytes.length));
    for (const { digits } of found.keys) {
      keys++;
      if (!/^[0-9?]{47,49}$/.test(digits.toString('latin1'))) throw new Error(`round ${round}`);
    }
  }
  expect(keys).toBeGreaterThan(1_000);
});

test('hostile lengths take their time once, not squared', () => {
  const size = 1 << 20;
  for (const text of [
    '?'.repeat(size),
    `${'1'.repeat(size)}x`,
    '123456-'.repeat(size / 8),
    'C:'.repeat(size / 2),
    '\n'.repeat(size),
  ]) {
    expect(found(text).keys).toEqual([]);
  }
  expect(found(`{${KEYS.os.id}}`.repeat(size / 64)).idsWithoutDigits).toHaveLength(1);
});
