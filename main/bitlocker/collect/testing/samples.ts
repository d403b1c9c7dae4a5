/**
 * Texts with recovery keys for tests. The numbers are those of public test images; the sentences are ours, in the shape of
 * what Windows writes (bytes, places of ID and number), not in its words.
 */

/** IDs and digits of public test volumes (cryptsetup's `bitlk` images). */
export const KEYS = {
  os: { id: 'E7E48BAE-FF13-4F14-8222-971D469FAE0D', digits: '478401-067859-043868-000935-121330-337425-718509-484979' },
  os2: {
    id: 'B7ADC334-FE6D-4AE4-B5C4-1C1D0DBC335B',
    digits: '297693-343387-338492-284526-405482-424886-634931-555093',
  },
  data: {
    id: '64311DEA-4587-4029-924A-BA299647998E',
    digits: '235818-357951-253979-013365-241120-245575-342914-591910',
  },
} as const;

export const TPM = '0A1B2C3D-0000-4000-8000-000000000001';
export const EXTERNAL = '4381F759-C4F8-4DE0-BB61-FC33A831BDA5';
export const AGENT = '3A8F7DEA-0000-4000-8000-000000000003';

/** Words of a key file: title, sentence, heading of the ID, sentence, heading of the number, last sentence. */
type Words = readonly [string, string, string, string, string, string];

export const WORDS: Readonly<Record<'en' | 'de' | 'fr' | 'ja' | 'zh' | 'tw' | 'ko', Words>> = {
  en: [
    'Sample drive key',
    'Hold this against the screen.',
    'Identifier:',
    'If it is the same:',
    'Key:',
    'Else look on.',
  ],
  de: [
    'Schlüssel für das Laufwerk',
    'Bitte prüfen, ob beide übereinstimmen.',
    'Bezeichner:',
    'Wenn ja, gültig ist:',
    'Schlüssel:',
    'Sonst: nächster.',
  ],
  fr: [
    'Clé du lecteur',
    'À comparer à l’écran.',
    'Identificateur :',
    'Si c’est égal :',
    'Clé :',
    'Sinon, chercher encore.',
  ],
  ja: [
    'ドライブのキー',
    '画面と比べてください。',
    '識別子:',
    '同じならば次のキーを使う。',
    '回復キー:',
    '違えば他を探す。',
  ],
  zh: ['驱动器密钥', '请与屏幕比较。', '标识符:', '如果相同，请使用以下密钥。', '密钥:', '否则请查找其他密钥。'],
  tw: ['磁碟機金鑰', '請與螢幕比較。', '識別碼:', '如果相同，請使用下列金鑰。', '金鑰:', '否則請尋找其他金鑰。'],
  ko: [
    '드라이브 키',
    '화면과 비교하십시오.',
    '식별자:',
    '같으면 다음 키를 사용하십시오.',
    '키:',
    '아니면 다른 키를 찾으십시오.',
  ],
};

/** A key file as Windows 8 and later write it: NUL behind the title, TAB before both values. */
export function keyFile(words: Words, id: string, digits: string): string {
  const [title, compare, idHeading, ifSame, keyHeading, last] = words;
  return [
    `${title}\0`,
    '',
    compare,
    '',
    idHeading,
    '',
    `\t${id}`,
    '',
    ifSame,
    '',
    keyHeading,
    '',
    `\t${digits}`,
    '',
    last,
    '',
    '',
  ].join('\r\n');
}

/** As Windows 7 writes it: the first 16 characters, then the whole ID (left out on request). */
export function windows7File(id: string, digits: string, whole = true): string {
  const full = whole ? [`Whole identification: ${id}`, ''] : [];
  return ['Sample drive key', '', `Short identification: ${id.slice(0, 16)}`, ...full, 'Key:', digits, ''].join('\r\n');
}

/** Labels of a list of protectors: volume, list, number, its value, external key, file, backup, certificate agent. */
const LISTS = {
  en: [
    'Volume C: [OS]',
    'Volume D: [DATA]',
    'All of them',
    'Numeric',
    'Value',
    'Outer key',
    'Name of file',
    'Saved',
    'Agent',
  ],
  de: [
    'Volume "C:" [System]',
    'Volume "D:" [Daten]',
    'Alle Schützer',
    'Numerisch',
    'Kennwörter',
    'Äußerer Schlüssel',
    'Dateiname',
    'Gesichert',
    'Agent',
  ],
  ja: [
    'ボリューム C: [システム]',
    'ボリューム D: []',
    'すべて',
    '数字',
    '値',
    '外部キー',
    'ファイル',
    '保存',
    '証明書',
  ],
  zh: ['卷 C: [系统]', '卷 D: [数据]', '全部', '数字', '值', '外部密钥', '文件名', '备份', '证书'],
} as const;

/** In the shape of `manage-bde -protectors -get` for two volumes; a locked volume shows no numbers. */
export function protectorList(language: keyof typeof LISTS, options: { locked?: boolean } = {}): string {
  const [c, d, all, numeric, value, outer, file, saved, agent] = LISTS[language];
  const number = (digits: string) => (options.locked ? [] : [`      ${value}:`, `        ${digits}`]);
  return [
    c,
    all,
    '',
    '    TPM:',
    `      ID: {${TPM}}`,
    '      PCR:',
    '        7, 11',
    '',
    `    ${numeric}:`,
    `      ID: {${KEYS.os.id}}`,
    ...number(KEYS.os.digits),
    `      ${saved}:`,
    '        x',
    '',
    `    ${outer}:`,
    `      ID: {${EXTERNAL}}`,
    `      ${file}:`,
    `        ${EXTERNAL}.BEK`,
    '',
    `    ${agent}:`,
    `      ID: {${AGENT}}`,
    '      Thumb:',
    `        ${'0f1e2d3c4b'.repeat(4)}`,
    '',
    `    ${numeric}:`,
    `      ID: {${KEYS.os2.id}}`,
    ...number(KEYS.os2.digits),
    '',
    d,
    all,
    '',
    `    ${numeric}:`,
    `      ID: {${KEYS.data.id}}`,
    ...number(KEYS.data.digits),
    '',
  ].join('\r\n'); // prettier-ignore
}

/** In the shape of our question to PowerShell. */
export function volumesJson(options: { suspended?: boolean; locked?: boolean } = {}): string {
  const protector = (id: string, type: string, digits: string | null, file: string | null = null) => ({
    KeyProtectorId: `{${id}}`,
    T: type,
    RecoveryPassword: digits,
    KeyFileName: file,
  }); // prettier-ignore
  const password = ({ id, digits }: { id: string; digits: string }) =>
    protector(id, 'RecoveryPassword', options.locked ? '' : digits);
  return JSON.stringify([
    {
      MountPoint: 'C:',
      Vs: 1,
      Ps: options.suspended ? 0 : 1,
      Ls: 0,
      Ep: 100,
      M: 'XtsAes128',
      Kp: [
        protector(TPM, 'Tpm', ''),
        password(KEYS.os),
        protector(EXTERNAL, 'ExternalKey', '', `${EXTERNAL}.BEK`),
        password(KEYS.os2),
      ],
    },
    {
      MountPoint: 'D:',
      Vs: options.locked ? null : 2,
      Ps: 0,
      Ls: options.locked ? 1 : 0,
      Ep: options.locked ? null : 41,
      M: 'Aes256',
      Kp: [password(KEYS.data)],
    },
    { MountPoint: 'E:', Vs: 0, Ps: 0, Ls: 0, Ep: 0, M: 'None', Kp: [] },
  ]); // prettier-ignore
}

export const ENCODINGS = [
  'utf-16le+bom',
  'utf-16le',
  'utf-16be+bom',
  'utf-16be',
  'utf-8+bom',
  'utf-8',
  'cp437',
  'cp850',
  'cp1252',
  'cp932',
  'cp936',
  'cp950',
  'cp949',
] as const; // prettier-ignore
export type Encoding = (typeof ENCODINGS)[number];

/** A text in an encoding; characters that it lacks become `?`, as at a Windows prompt. */
export function encode(text: string, encoding: Encoding): Buffer {
  const [name, bom] = encoding.split('+');
  if (name === 'utf-8') return Buffer.from((bom ? '\ufeff' : '') + text);
  if (name === 'utf-16le') return Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le');
  if (name === 'utf-16be') return Buffer.from((bom ? '\ufeff' : '') + text, 'utf16le').swap16();
  const table = tableOf(encoding);
  return Buffer.from([...text].flatMap((c) => (c < '\x80' ? [c.charCodeAt(0)] : (table.get(c) ?? [0x3f]))));
}

/** Letters beyond ASCII that the samples use, in the two DOS code pages. */
const DOS: readonly [string, number][] = [
  ['ü', 0x81],
  ['é', 0x82],
  ['ä', 0x84],
  ['ö', 0x94],
  ['Ä', 0x8e],
  ['Ü', 0x9a],
  ['ß', 0xe1],
]; // prettier-ignore
const DECODERS = { cp1252: 'windows-1252', cp932: 'shift_jis', cp936: 'gbk', cp950: 'big5', cp949: 'euc-kr' } as const;
const tables = new Map<string, ReadonlyMap<string, number[]>>();

function tableOf(encoding: Encoding): ReadonlyMap<string, number[]> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, number[]>(DOS.map(([letter, byte]) => [letter, [byte]]));
  if (encoding in DECODERS) {
    table.clear();
    const decoder = new TextDecoder(DECODERS[encoding as keyof typeof DECODERS]);
    const single = encoding === 'cp1252';
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (let trail = single ? 0xff : 0x40; trail <= 0xff; trail++) {
        const bytes = single ? [lead] : [lead, trail];
        const letter = decoder.decode(Uint8Array.from(bytes));
        if ([...letter].length === 1 && letter !== '\ufffd' && !table.has(letter)) table.set(letter, bytes);
      }
    }
  }
  tables.set(encoding, table);
  return table;
}
