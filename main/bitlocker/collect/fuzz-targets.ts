import type { FuzzTarget } from '../../ports/fuzz.ts';
import { BitlockerError } from '../errors.ts';
import { DIGITS, isDigit, keyOf, UNREADABLE } from '../recovery-password.ts';
import { candidateCount, MAX_CANDIDATES } from '../repair.ts';
import { decodeBek } from './bek.ts';
import { collectText } from './collect.ts';
import { bekFile } from './testing/bek.ts';
import { EXTERNAL, encode, KEYS, keyFile, protectorList, volumesJson, WORDS } from './testing/samples.ts';

/** Key files, lists of protectors, .BEK files and rows of digits, for the fuzzer. */
export function keyTargets(): FuzzTarget[] {
  const { os, data } = KEYS;
  const texts = [
    encode(keyFile(WORDS.ja, os.id, os.digits), 'utf-16le+bom'),
    encode(keyFile(WORDS.de, os.id, os.digits), 'utf-16be'),
    encode(protectorList('en'), 'cp437'),
    encode(volumesJson(), 'utf-8'),
  ];
  const digits = Buffer.from(data.digits.replaceAll('-', ''));
  const spoilt = [
    digits.subarray(1),
    Buffer.concat([digits, digits.subarray(0, 1)]),
    Buffer.from(digits).fill('?', 7, 9),
  ];
  return [
    { name: 'key text', seeds: texts, decode: text },
    { name: '.BEK', seeds: [bekFile(EXTERNAL, 7), bekFile(EXTERNAL, 7, os.id)], decode: bek },
    { name: 'repair', seeds: spoilt, decode: repair },
  ];
}

function text(bytes: Buffer): unknown {
  const found = collectText(bytes);
  for (const { digits, badGroups } of found.keys) {
    const right = digits.every((byte) => isDigit(byte) || byte === UNREADABLE);
    if (!right || Math.abs(digits.length - DIGITS) > 1) throw new Error('these are no digits');
    if (badGroups.length === 0 && keyOf(digits) === null) throw new Error('no key, and no group to blame');
  }
  if (found.error) throw new BitlockerError('bitlocker.not-a-key', 'refused');
  return found;
}

function bek(bytes: Buffer): unknown {
  const found = decodeBek(bytes);
  if (!found) throw new BitlockerError('bitlocker.not-a-key', 'refused');
  if (found.key.length !== 32) throw new Error('a key of another length');
  return found;
}

function repair(bytes: Buffer): unknown {
  const count = candidateCount(bytes);
  if (count > MAX_CANDIDATES) throw new Error('more candidates than are allowed');
  return count;
}
