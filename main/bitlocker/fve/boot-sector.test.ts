import { describe, expect, it } from 'vitest';
import { decodeBootSector } from './boot-sector.ts';
import { bootSector, METADATA_GUID, OFFSETS, USED_SPACE_GUID, vistaBootSector } from './testing/structures.ts';

describe('the first sector of a BitLocker volume', () => {
  it('names three copies behind its GUID, for Windows 7 to 11', () => {
    const expected = { layout: 'windows7', sectorSize: 512, metadata: [...OFFSETS], volumeBytes: null };
    expect(decodeBootSector(bootSector())).toEqual(expected);
  });

  it.each([512, 1024, 2048, 4096])('has sectors of %i bytes', (sectorSize) => {
    expect(decodeBootSector(bootSector({ sectorSize }))?.sectorSize).toBe(sectorSize);
  });

  it('of a To Go drive looks like FAT, with the GUID further back and the size of the volume', () => {
    const sector = bootSector({ oem: 'MSWIN4.1', at: 424 });
    sector.writeUInt32LE(204_800, 32);
    expect(decodeBootSector(sector)).toMatchObject({
      layout: 'to-go',
      metadata: [...OFFSETS],
      volumeBytes: 104_857_600,
    });
  });

  it('has another GUID where only used space is encrypted', () => {
    const sector = bootSector({ guid: USED_SPACE_GUID, offsets: [...OFFSETS, 7, 8] });
    expect(decodeBootSector(sector)).toMatchObject({ layout: 'used-space-only', metadata: [...OFFSETS] });
  });

  it('of Vista names one copy by its cluster', () => {
    const found = decodeBootSector(vistaBootSector(0x10, 2047));
    expect(found).toEqual({ layout: 'vista', sectorSize: 512, metadata: [0x10 * 8 * 512], volumeBytes: 2048 * 512 });
  });

  it('is not there on other volumes', () => {
    expect(decodeBootSector(Buffer.alloc(512))).toBeNull();
    expect(decodeBootSector(bootSector({ oem: 'NTFS    ', guid: null }))).toBeNull();
    expect(decodeBootSector(bootSector().subarray(0, 511))).toBeNull();
  });

  it.each([
    ['a sector size that no drive has', bootSector({ sectorSize: 513 })],
    ['no sector size', bootSector({ sectorSize: 0 })],
    ['no offsets', bootSector({ offsets: [0, 0, 0] })],
    ['offsets that no drive reaches', bootSector({ offsets: [2n ** 64n - 1n, 2n ** 63n, 2n ** 53n] })],
    ['neither GUID nor cluster', vistaBootSector(0)],
  ])('is damaged with %s', (_, sector) => {
    expect(() => decodeBootSector(sector)).toThrow(expect.objectContaining({ code: 'bitlocker.damaged' }));
  });

  it('needs its offsets behind the GUID', () => {
    expect(decodeBootSector(bootSector({ oem: 'NTFS    ', guid: METADATA_GUID, at: 490, offsets: [] }))).toBeNull();
  });
});
