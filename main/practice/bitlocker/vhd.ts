const SECTOR = 512;
/** 2000-01-01 UTC, from where VHD counts seconds. */
const EPOCH = Date.UTC(2000, 0, 1);

/**
 * A fixed VHD: the disk, then a footer of 512 bytes (Microsoft, "Virtual Hard Disk Image Format Specification" 1.0, Hard
 * Disk Footer Format; big endian).
 * @throws RangeError when the disk is no multiple of 512 bytes
 */
export function fixedVhd(disk: Buffer, created: Date, uuid: Buffer = Buffer.alloc(16, 1)): Buffer {
  if (disk.length % SECTOR !== 0) throw new RangeError(`${disk.length} bytes are no multiple of ${SECTOR}`);
  const footer = Buffer.alloc(SECTOR);
  footer.write('conectix', 'latin1');
  footer.writeUInt32BE(2, 8); // features: the reserved bit
  footer.writeUInt32BE(0x0001_0000, 12); // format version
  footer.fill(0xff, 16, 24); // no dynamic header
  footer.writeUInt32BE(Math.floor((created.getTime() - EPOCH) / 1000), 24);
  footer.write('win ', 28, 'latin1'); // made by Windows: readers then trust the size, not the cylinders
  footer.writeUInt32BE(0x000a_0000, 32);
  footer.write('Wi2k', 36, 'latin1');
  footer.writeBigUInt64BE(BigInt(disk.length), 40);
  footer.writeBigUInt64BE(BigInt(disk.length), 48);
  geometry(disk.length / SECTOR).copy(footer, 56);
  footer.writeUInt32BE(2, 60); // fixed
  uuid.copy(footer, 68);
  const sum = footer.reduce((total, byte) => total + byte, 0);
  footer.writeUInt32BE(~sum >>> 0, 64);
  return Buffer.concat([disk, footer]);
}

/** Cylinders, heads and sectors, as the specification's appendix computes them. */
function geometry(totalSectors: number): Buffer {
  const total = Math.min(totalSectors, 65_535 * 16 * 255);
  let track = 255;
  let heads = 16;
  if (total < 65_535 * 16 * 63) {
    track = 17;
    heads = Math.max(4, Math.ceil(Math.floor(total / track) / 1024));
    if (Math.floor(total / track) >= heads * 1024 || heads > 16) {
      track = 31;
      heads = 16;
    }
    if (Math.floor(total / track) >= heads * 1024) track = 63;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(Math.floor(total / track / heads));
  bytes.writeUInt8(heads, 2);
  bytes.writeUInt8(track, 3);
  return bytes;
}
