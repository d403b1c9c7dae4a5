import { guidBytes } from '../../fve/guid.ts';

/** A .BEK file with a key of 32 equal bytes: 156 bytes as of Windows 10, 180 with the volume's GUID as of Windows 11. */
export function bekFile(id: string, byte: number, volumeId: string | null = null): Buffer {
  const datum = (role: number, type: number, ...parts: Buffer[]) => {
    const data = Buffer.concat(parts);
    const header = Buffer.alloc(8);
    [8 + data.length, role, type, 1].forEach((value, i) => void header.writeUInt16LE(value, i * 2));
    return Buffer.concat([header, data]);
  };
  const time = Buffer.alloc(8);
  time.writeBigUInt64LE(132_000_000_000_000_000n);
  const body = datum(
    6,
    9,
    guidBytes(id),
    time,
    datum(0, 2, Buffer.from('ExternalKey\0', 'utf16le')),
    ...(volumeId === null ? [] : [datum(0x19, 0x17, guidBytes(volumeId))]),
    datum(0, 1, Buffer.from([0x02, 0x20, 0, 0]), Buffer.alloc(32, byte)),
  );
  const header = Buffer.alloc(48);
  for (const [value, at] of [
    [48 + body.length, 0],
    [1, 4],
    [48, 8],
    [48 + body.length, 12],
    [1, 32],
  ] as const) {
    header.writeUInt32LE(value, at);
  }
  guidBytes(id).copy(header, 16);
  time.copy(header, 40);
  return Buffer.concat([header, body]);
}
