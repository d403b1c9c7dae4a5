/**
 * A minimal FRU image for a peer BMC: common header and a chassis info area (Platform Management FRU Information
 * Storage Definition 1.0, sections 8 and 10). Own bytes on purpose: our FRU decoder must not be its own witness.
 */
export function fruImage(chassisSerial: string, partNumber = 'RH-LAB-1'): Buffer {
  const field = (text: string) => Buffer.from([0xc0 | text.length, ...Buffer.from(text, 'latin1')]);
  // Version 1, length in multiples of 8 (patched below), chassis type 17h: rack mount chassis.
  const body = Buffer.concat([
    Buffer.from([0x01, 0x00, 0x17]),
    field(partNumber),
    field(chassisSerial),
    Buffer.from([0xc1]),
  ]);
  const area = Buffer.alloc(Math.ceil((body.length + 1) / 8) * 8);
  body.copy(area);
  area[1] = area.length / 8;
  area[area.length - 1] = zeroSum(area);
  // The chassis area starts at 8 bytes; all other areas are absent.
  const header = Buffer.from([0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00]);
  header[7] = zeroSum(header);
  return Buffer.concat([header, area]);
}

/** The byte that makes all bytes add up to zero modulo 256. */
function zeroSum(bytes: Uint8Array): number {
  return (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
}
