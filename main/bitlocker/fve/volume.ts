import type { Block } from './block.ts';
import type { BootSector } from './boot-sector.ts';
import { type Datum, ROLE, sealedOf, TYPE, textOf } from './datum.ts';
import { u64 } from './fields.ts';
import { decodeProtector } from './protectors.ts';
import type { FveMethod, FveVolume, Protector } from './types.ts';

const METHODS: Readonly<Record<number, FveMethod>> = {
  32768: 'aes-cbc-128-elephant', // 0x8000
  32769: 'aes-cbc-256-elephant',
  32770: 'aes-cbc-128',
  32771: 'aes-cbc-256',
  32772: 'aes-xts-128',
  32773: 'aes-xts-256',
};

/** A volume out of its boot sector and one good block. `copies` is kept as it is. Pure; never throws. */
export function volumeOf(boot: BootSector, block: Block, offset: number, copies: FveVolume['copies']): FveVolume {
  const { entries, version, methodCode } = block;
  const found = entries.filter(({ role, type }) => role === ROLE.vmk && type === TYPE.vmk).map(decodeProtector);
  const protectors = found.flatMap((one): Protector[] => (one ? [one.protector] : []));
  const moved = version >= 2 ? relocated(boot, block) : null;
  const fvek = entries.find(({ role }) => role === ROLE.fvek);
  const description = entries.find(({ role, type }) => role === ROLE.description && type === TYPE.text);
  return {
    offset,
    layout: boot.layout,
    sectorSize: boot.sectorSize,
    version,
    id: block.id,
    description: description ? textOf(description) : null,
    created: block.created,
    method: METHODS[methodCode] ?? null,
    methodCode,
    state: block.state,
    nextState: block.nextState,
    encryptedBytes: encryptedBytes(boot, block),
    volumeBytes: boot.volumeBytes,
    protectors,
    suspended: protectors.some(({ clearKey }) => clearKey !== null),
    sealedFvek: fvek ? sealedOf(fvek) : null,
    sealedHash: version >= 2 ? block.sealedHash : null,
    block: block.bytes,
    relocated: moved,
    copies,
    unsupported: [...gaps(block, fvek), ...found.flatMap((one) => one?.unsupported ?? ['a protector without an ID'])],
  };
}

/** Version 1 leaves the field empty: there it is all or nothing. */
function encryptedBytes(boot: BootSector, { version, state, encryptedBytes }: Block): number {
  if (version < 2) return state === 'encrypted' ? (boot.volumeBytes ?? 0) : 0;
  return encryptedBytes;
}

/**
 * Offset u64 and size u64 in an entry (later than Windows 7 with more behind), else as the header of the block has it. Null
 * for a place where no sector begins.
 */
function relocated(boot: BootSector, block: Block): FveVolume['relocated'] {
  const entry = block.entries.find(({ role, type }) => role === ROLE.relocated && type === TYPE.region);
  const area =
    entry && entry.data.length >= 16
      ? { offset: u64(entry.data, 0), length: u64(entry.data, 8) }
      : { offset: block.headerOffset, length: block.headerSectors * boot.sectorSize };
  const inSectors = area.offset % boot.sectorSize === 0 && Number.isSafeInteger(area.offset + area.length);
  return inSectors && area.offset > 0 && area.length > 0 ? area : null;
}

function gaps({ version, methodCode, state, whole }: Block, fvek: Datum | undefined): string[] {
  const found: string[] = [];
  if (version !== 1 && version !== 2) found.push(`metadata of version ${version}`);
  if (state === 'unknown') found.push('a conversion state without a name');
  if (!whole) found.push('an entry of an impossible size');
  if (state === 'decrypted') return found;
  if (!METHODS[methodCode]) found.push(`encryption method 0x${methodCode.toString(16)}`);
  if (!fvek || !sealedOf(fvek)) found.push('no AES-CCM sealed encryption key');
  return found;
}
