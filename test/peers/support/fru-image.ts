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

const text = (value: string) => Buffer.from([0xc0 | value.length, ...Buffer.from(value, 'latin1')]);
/** 2001-10-19T00:00Z in minutes since 1996. */
const MANUFACTURED = [0x40, 0x9c, 0x2e];

/** Version 1, length, contents, end mark, checksum: one area. */
function area(...contents: (Buffer | number[])[]): Buffer {
  const body = Buffer.concat([Buffer.from([0x01, 0x00]), ...contents.map((c) => Buffer.from(c)), Buffer.from([0xc1])]);
  const bytes = Buffer.alloc(Math.ceil((body.length + 1) / 8) * 8);
  body.copy(bytes);
  bytes[1] = bytes.length / 8;
  bytes[bytes.length - 1] = zeroSum(bytes);
  return bytes;
}

/** Common header in front of areas, each at its place in the header (2 chassis, 3 board, 4 product, 5 MultiRecord). */
function image(areas: Record<number, Buffer>): Buffer {
  const header = Buffer.from([0x01, 0, 0, 0, 0, 0, 0, 0]);
  let at = 8;
  for (const [place, bytes] of Object.entries(areas)) {
    header[Number(place)] = at / 8;
    at += bytes.length;
  }
  header[7] = zeroSum(header);
  return Buffer.concat([header, ...Object.values(areas)]);
}

/** Chassis, board and product area with texts in all encodings: Latin 1, 6-bit ASCII ("IPMI"), BCD plus ("1234-5"). */
export function boardFru(): Buffer {
  const sixBit = [0x83, 0x29, 0xdc, 0xa6];
  const bcd = [0x43, 0x12, 0x34, 0xb5];
  return image({
    2: area([0x17], text('CH-LAB-01'), text('CHSN0001'), text('custom one')),
    3: area([0x19], MANUFACTURED, text('LabWorks'), sixBit, bcd, text('BPN-77'), text('fru0.bin')),
    4: area(
      [0x19],
      text('LabWorks'),
      text('Lab Server 1U'),
      text('PN-1U'),
      text('1.0'),
      text('SN-LAB-0001'),
      text('ASSET-1'),
      [0xc0],
    ),
  });
}

/** Product area and MultiRecord area: a power supply of 800 W, its 12 V output, an OEM record. */
export function supplyFru(): Buffer {
  const le = (n: number) => [n & 0xff, n >> 8];
  const volts = (...values: number[]) => values.flatMap((v) => le(v * 100));
  const supply = [
    ...le(800),
    ...le(1000),
    40,
    10,
    ...volts(90, 132, 180, 264),
    47,
    63,
    20,
    0x0e,
    ...le(0x5000 | 900),
    0,
    ...le(0),
    0,
  ];
  const output = [0x81, ...volts(12, 11, 13), ...le(120), ...le(500), ...le(60_000)];
  const records = [
    [0x00, supply],
    [0x01, output],
    [0xc0, [0x7c, 0x2a, 0x00, 1, 2, 3]],
  ] as const;
  const area5 = records.map(([type, data], i) => {
    const header = Buffer.from([
      type,
      i === records.length - 1 ? 0x82 : 0x02,
      data.length,
      zeroSum(Buffer.from(data)),
      0,
    ]);
    header[4] = zeroSum(header);
    return Buffer.concat([header, Buffer.from(data)]);
  });
  return image({
    4: area(
      [0x19],
      text('LabWorks'),
      text('PSU 800W'),
      text('PSU-800'),
      text('B2'),
      text('PSUSN01'),
      [0xc0],
      text('f1'),
    ),
    5: Buffer.concat(area5),
  });
}

/** The byte that makes all bytes add up to zero modulo 256. */
function zeroSum(bytes: Uint8Array): number {
  return (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
}
