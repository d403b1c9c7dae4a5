/** Where keys leave the vault: for one look, for the clipboard, for an encrypted file. */
import type { Device } from '../../../preload/contract.ts';
import {
  badGroups,
  checkDigits,
  DIGITS,
  GROUP_DIGITS,
  GROUPS,
  groupsForDisplay,
} from '../../bitlocker/recovery-password.ts';
import type { RegisterKey } from '../../bitlocker/register/register.ts';
import { secretBytes } from '../../ports/secret-bytes.ts';
import { sealForExport } from '../../vault/export.ts';
import { digitsOfSecret } from './drive.ts';

const DASH = 0x2d;

/**
 * Groups as texts, the only place where digits become strings; check digits only where all groups can be right. A digit too
 * few or too many shows in the last group.
 */
export function inTheOpen(digits: Buffer): { groups: string[]; checks: string[] } {
  if (digits.length !== DIGITS) {
    const starts = Array.from({ length: GROUPS }, (_, group) => group * GROUP_DIGITS);
    const end = (start: number) => (start === DIGITS - GROUP_DIGITS ? digits.length : start + GROUP_DIGITS);
    return {
      groups: starts.map((start) => digits.toString('latin1', start, end(start))),
      checks: starts.map(() => '–'),
    };
  }
  const groups = groupsForDisplay(digits);
  if (badGroups(digits).length > 0) return { groups, checks: groups.map(() => '–') };
  return { groups, checks: [...checkDigits(digits)].map((digit) => String.fromCharCode(digit)) };
}

/** Eight groups with dashes, ASCII; the caller wipes it. */
export function dashed(digits: Buffer): Buffer {
  const text = secretBytes(DIGITS + GROUPS - 1).fill(DASH);
  for (let group = 0; group < GROUPS; group += 1) {
    const from = group * GROUP_DIGITS;
    digits.copy(text, from + group, from, from + GROUP_DIGITS);
  }
  return text;
}

/**
 * A text with all keys, sealed under the passphrase. What it is made of is wiped.
 * @throws VaultError `vault.weak`, `vault.locked`
 */
export async function exportFile(
  device: Device,
  keys: readonly RegisterKey[],
  secretOf: (ref: string) => Buffer | null,
  passphrase: string,
  at: string,
): Promise<string> {
  const parts: Buffer[] = [line(`Recovery keys of ${device.name}, ${device.serial ?? 'no serial'}, ${at}`)];
  let plain: Buffer | null = null;
  try {
    for (const { ref, id, letter, grade, provenAt } of keys) {
      const secret = secretOf(ref);
      if (!secret) continue;
      parts.push(line(''), line(`${letter ?? 'drive not named'}  ${id ?? 'no ID'}  (${grade} ${provenAt ?? ''})`));
      const digits = digitsOfSecret(secret);
      parts.push(digits?.length === DIGITS ? dashed(digits) : hex(digits ?? secret), line(''));
      if (digits !== secret) digits?.fill(0);
      secret.fill(0);
    }
    plain = secretBytes(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) at += part.copy(plain, at);
    return await sealForExport(plain, passphrase);
  } finally {
    for (const part of parts) part.fill(0);
    plain?.fill(0);
  }
}

const line = (text: string): Buffer => Buffer.from(`${text}\n`);

/** Two ASCII digits for each byte, without a string in between. */
function hex(bytes: Buffer): Buffer {
  const text = secretBytes(bytes.length * 2);
  const digit = (value: number) => value + (value < 10 ? 0x30 : 0x57);
  for (const [at, byte] of bytes.entries()) {
    text[2 * at] = digit(byte >> 4);
    text[2 * at + 1] = digit(byte & 15);
  }
  return text;
}
