/**
 * What Windows would write down about a recovery key: the file on the key stick, and the listing of protectors. Shapes as
 * measured (bitlocker.md 1.1, 1.2); the sentences are ours. Digits are handled as bytes, never as strings.
 */
import { digitsOf, groupAt } from '../../bitlocker/recovery-password.ts';
import { secretBytes } from '../../ports/secret-bytes.ts';
import { joined } from '../bitlocker/datum.ts';
import type { KeyMaterial } from './key-material.ts';

export interface KeyText {
  /** Without a folder. */
  name: string;
  bytes: Buffer;
}

/**
 * The file of one drive on the stick: UTF-16LE with its mark, CRLF, a stray U+0000 behind the title, a tab before the values.
 * `misprint`: one digit is not what it was.
 */
export function keyFile({ letter, keyId, key }: KeyMaterial, misprint = false): KeyText {
  const number = printed(key);
  if (misprint) number.writeUInt8(0x30 + ((number.readUInt8(MISPRINTED) - 0x30 + 1) % 10), MISPRINTED);
  const bytes = wide(
    '\ufeffBitLocker key of an appliance drive\0\r\n\r\n',
    'The identifier tells which drive it opens: the locked appliance shows how it begins.\r\n\r\n',
    `Identifier:\r\n\r\n\t${keyId}\r\n\r\n`,
    'When both agree, type this:\r\n\r\nRecovery key:\r\n\r\n\t',
    number,
    '\r\n\r\nWhen they differ, it is the key of another drive. (Practice: it protects nothing.)\r\n\r\n',
  );
  number.fill(0);
  return { name: `Drive ${letter} ${keyId}.TXT`, bytes };
}

/** What a command window of the running Windows would tell about one drive, in the OEM code page. */
export function listing({ letter, keyId, key }: KeyMaterial, encryptedPercent: number): KeyText {
  const number = printed(key);
  const bytes = joined(
    Buffer.from(
      [
        'BitLocker on the practice appliance',
        '',
        `Volume ${letter}: [Practice]`,
        `    Encrypted: ${encryptedPercent}.0%`,
        'Its key protectors',
        '',
        '    Numerical Password:',
        `      ID: {${keyId}}`,
        '      Password:',
        '        ',
      ].join('\r\n'),
      'latin1',
    ),
    number,
    Buffer.from('\r\n\r\n', 'latin1'),
  );
  number.fill(0);
  return { name: `listing-${letter}.txt`, bytes };
}

/** The same of all drives, as Get-BitLockerVolume answers our question (bitlocker.md 1.5): states in numbers, as JSON. */
export function volumesJson(drives: readonly KeyMaterial[], encryptedPercent: number): KeyText {
  const done = encryptedPercent === 100;
  const parts = drives.flatMap(({ letter, method, keyId, key }, at) => {
    const volume = { MountPoint: `${letter}:`, Vs: done ? 1 : 2, Ps: done ? 1 : 0, Ls: 0, Ep: encryptedPercent };
    const protector = { KeyProtectorId: `{${keyId}}`, T: 'RecoveryPassword', RecoveryPassword: '' };
    const [before = '', after = ''] = JSON.stringify({ ...volume, M: METHOD_NAMES[method], Kp: [protector] }).split(
      GAP,
    );
    return [Buffer.from(`${at === 0 ? '[' : ','}${before}${OPEN}`), printed(key), Buffer.from(`"${after}`)];
  });
  const bytes = joined(...parts, Buffer.from(']\r\n'));
  for (const part of parts) part.fill(0);
  return { name: 'listing.json', bytes };
}
/** Where the digits go: they never are in a string. */
const GAP = '"RecoveryPassword":""';
const OPEN = '"RecoveryPassword":"';
const METHOD_NAMES: Readonly<Record<KeyMaterial['method'], string>> = {
  'aes-xts-128': 'XtsAes128',
  'aes-cbc-256': 'Aes256',
};

/** The digit that is misprinted: the fourth of the third group. */
const MISPRINTED = 2 * 7 + 3;

/** 55 bytes of ASCII: the eight groups with dashes between them. */
function printed(key: Buffer): Buffer {
  const digits = digitsOf(key);
  const text = secretBytes(55).fill('-');
  for (let group = 0; group < 8; group++) text.set(groupAt(digits, group), 7 * group);
  digits.fill(0);
  return text;
}

/** UTF-16LE of texts and of bytes of ASCII. */
function wide(...parts: (string | Buffer)[]): Buffer {
  const units = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf16le') : widened(part)));
  const whole = joined(...units);
  for (const unit of units) unit.fill(0);
  return whole;
}

function widened(ascii: Buffer): Buffer {
  const units = Buffer.alloc(2 * ascii.length);
  for (const [at, byte] of ascii.entries()) units.writeUInt8(byte, 2 * at);
  return units;
}
