import { guidBytes } from '../../bitlocker/fve/guid.ts';
import { passphraseInitial, recoveryInitial } from '../../bitlocker/stretch/initial.ts';
import type { Stretch } from '../../bitlocker/stretch/stretch.ts';
import { datum, fileTime, KEY, keyDatum, ROLE, TYPE, textDatum, u16, u32 } from './datum.ts';
import { derive } from './derive.ts';
import type { Sealer } from './sealer.ts';

/** What opens a volume, as the writer is told. `id` is the protector's GUID. */
export type FveProtector =
  | {
      kind: 'recovery-password';
      id: string;
      /** The 48 digits as 16 bytes. */
      key: Buffer;
      name?: string;
      modified?: Date;
      /** When it was saved somewhere; null or left out: never. */
      backup?: Date | null;
    }
  /** `key`: the 32 bytes of the .BEK file. */
  | { kind: 'external-key'; id: string; key: Buffer; name?: string; modified?: Date }
  | { kind: 'passphrase'; id: string; text: string; modified?: Date }
  /** Protection is suspended: the key lies open in the metadata. */
  | { kind: 'clear-key'; id: string; modified?: Date };

/** What protectors of one volume share. */
export interface ProtectorContext {
  seed: string;
  created: Date;
  vmk: Buffer;
  sealer: Sealer;
  stretch: Stretch;
}

const CODE = { 'clear-key': 0x0000, 'external-key': 0x0200, 'recovery-password': 0x0800, passphrase: 0x2000 } as const;

/**
 * A protector in the metadata: GUID, FILETIME, u16 0, u16 kind, then datums; among them the volume master key under the
 * protector's key (libbde "FVE Volume Master Key").
 */
export async function protectorDatum(protector: FveProtector, context: ProtectorContext): Promise<Buffer> {
  return datum(
    ROLE.vmk,
    TYPE.vmk,
    guidBytes(protector.id),
    fileTime(protector.modified ?? context.created),
    u16(0),
    u16(CODE[protector.kind]),
    ...(await contents(protector, context)),
  );
}

function contents(protector: FveProtector, context: ProtectorContext): Buffer[] | Promise<Buffer[]> {
  switch (protector.kind) {
    case 'recovery-password':
      return recoveryPassword(protector, context);
    case 'passphrase':
      return passphrase(protector, context);
    case 'external-key':
      return externalKey(protector, context);
    case 'clear-key':
      return clearKey(protector, context);
  }
}

type Of<K extends FveProtector['kind']> = Extract<FveProtector, { kind: K }>;

/** Keeps its own key under the volume master key too: that is what lets Windows list the digits of an open drive. */
async function recoveryPassword(protector: Of<'recovery-password'>, context: ProtectorContext): Promise<Buffer[]> {
  const { sealer, vmk } = context;
  const { salt, key } = await stretched(recoveryInitial(protector.key), protector.id, context);
  const parts = [
    ...(protector.name === undefined ? [] : [textDatum(ROLE.property, protector.name)]),
    datum(
      ROLE.property,
      TYPE.stretch,
      u16(KEY.recovery),
      u16(0),
      salt,
      sealer.seal(ROLE.ownKey, vmk, KEY.recovery, protector.key),
      sealer.seal(ROLE.stretchedKey, vmk, KEY.stretchedRecovery, key),
    ),
    sealer.seal(ROLE.property, key, KEY.vmk, vmk),
    ...(protector.backup ? [backup(protector.backup)] : []),
  ];
  key.fill(0);
  return parts;
}

async function passphrase(protector: Of<'passphrase'>, context: ProtectorContext): Promise<Buffer[]> {
  const { sealer, vmk } = context;
  const initial = passphraseInitial(Buffer.from(protector.text, 'utf16le'));
  const { salt, key } = await stretched(initial, protector.id, context);
  const parts = [
    datum(
      ROLE.property,
      TYPE.stretch,
      u16(KEY.passphrase),
      u16(0),
      salt,
      sealer.seal(ROLE.property, vmk, KEY.stretchedPassphrase, key),
    ),
    sealer.seal(ROLE.property, key, KEY.vmk, vmk),
  ];
  key.fill(0);
  return parts;
}

function externalKey({ name = 'ExternalKey', key }: Of<'external-key'>, { sealer, vmk }: ProtectorContext): Buffer[] {
  return [
    textDatum(ROLE.property, name),
    datum(ROLE.property, TYPE.useKey, u16(KEY.external), u16(0), sealer.seal(ROLE.property, vmk, KEY.external, key)),
    sealer.seal(ROLE.property, key, KEY.vmk, vmk),
  ];
}

function clearKey({ id }: Of<'clear-key'>, { seed, sealer, vmk }: ProtectorContext): Buffer[] {
  const key = derive(seed, `clear key ${id}`, 32);
  return [keyDatum(KEY.external, key), sealer.seal(ROLE.property, key, KEY.vmk, vmk)];
}

/** First and last time it was saved, and the flags that ten public images agree in (undocumented). */
function backup(date: Date): Buffer {
  return datum(ROLE.property, TYPE.backup, fileTime(date), fileTime(date), u32(0x0002_0008));
}

async function stretched(initial: Buffer, id: string, { seed, stretch }: ProtectorContext) {
  const salt = derive(seed, `salt ${id}`, 16);
  const key = await stretch(initial, salt);
  initial.fill(0);
  return { salt, key };
}
