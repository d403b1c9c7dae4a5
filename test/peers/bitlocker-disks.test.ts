import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partitionsOf } from '../../main/bitlocker/disk/partitions.ts';
import { openSource } from '../../main/bitlocker/disk/source.ts';
import { listVolumes } from '../../main/bitlocker/fve/read-volume.ts';
import { writeDisk } from '../../main/practice/bitlocker/disk-image.ts';
import { writeFve } from '../../main/practice/bitlocker/fve-writer.ts';
import { plainNtfs } from '../../main/practice/bitlocker/plain.ts';
import { fveOptions, quickStretch } from '../../main/practice/bitlocker/testing/volumes.ts';
import { fixedVhd } from '../../main/practice/bitlocker/vhd.ts';
import { FveFiles } from './support/fve-files.ts';
import { requirePeer } from './support/require-peer.ts';
import { runProcess } from './support/run-process.ts';

// The drives that practice and tests put volumes on: util-linux and QEMU see on them what our reader sees.

const files = new FveFiles();
afterAll(() => files[Symbol.dispose]());
const volumes: Buffer[] = [];
beforeAll(async () => {
  for (const volumeId of ['11111111-0000-4000-8000-000000000001', '22222222-0000-4000-8000-000000000002']) {
    volumes.push(await writeFve(fveOptions(plainNtfs(), { volumeId, stretch: quickStretch })));
  }
});

/** What libblkid says of a file: names and values. */
async function blkid(file: string): Promise<Record<string, string>> {
  const { stdout } = await runProcess(requirePeer('blkid'), ['-p', '-o', 'export', file]);
  const lines = stdout.split('\n').map((line) => line.replaceAll('\\', '').split('='));
  return Object.fromEntries(lines.map(([name, value]) => [name, value]));
}

/** Offset and length of the partitions in bytes. partx takes a GPT only if its checksums fit. */
async function partx(file: string, sectorSize: number): Promise<{ offset: number; length: number; scheme: string }[]> {
  const args = ['--sector-size', String(sectorSize), '--output', 'START,SECTORS,SCHEME', '--noheadings', '--raw', file];
  const { stdout } = await runProcess(requirePeer('partx'), args);
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([start, sectors, scheme = '']) => ({ offset: Number(start) * 512, length: Number(sectors) * 512, scheme }));
}

const ours = async (file: string) => {
  await using source = await openSource(file);
  return { ...(await partitionsOf(source)), volumes: await listVolumes(source) };
};

test.each([512, 4096] as const)(
  'the plain NTFS volume with sectors of %d bytes is one, label and all',
  async (sectorSize) => {
    const file = files.file('plain.img', plainNtfs({ sectorSize, label: 'SPS Data' }));
    expect(await blkid(file)).toMatchObject({ TYPE: 'ntfs', LABEL: 'SPS Data', BLOCK_SIZE: String(sectorSize) });
  },
);

test('the encrypted volume is one of BitLocker', async () => {
  expect(await blkid(files.file('volume.img', volumes[0] as Buffer))).toMatchObject({ TYPE: 'BitLocker' });
});

describe.each([
  ['mbr', 512],
  ['gpt', 512],
  ['gpt', 4096],
] as const)('%s, sectors of %d bytes', (scheme, sectorSize) => {
  test('partx and our reader find the same partitions', async () => {
    const file = files.file('disk.img', writeDisk(volumes, scheme, sectorSize));
    const theirs = await partx(file, sectorSize);
    const { partitions, volumes: found } = await ours(file);
    expect(theirs.map(({ offset, length }) => ({ offset, length }))).toEqual(partitions);
    expect(theirs.map((one) => one.scheme)).toEqual(scheme === 'gpt' ? ['gpt', 'gpt'] : ['dos', 'dos']);
    expect(found.map(({ offset }) => offset)).toEqual(partitions.map(({ offset }) => offset));
    expect(found.map(({ volume }) => volume?.id.slice(0, 8))).toEqual(['11111111', '22222222']);
  });
});

test('GPT with its first header damaged: both go on with the one at the end; with both damaged partx finds none', async () => {
  const disk = writeDisk(volumes, 'gpt');
  const [first, last] = [512, disk.length - 512];
  disk.writeUInt8(0xff, first + 56);
  const file = files.file('disk.img', disk);
  const { partitions } = await ours(file);
  expect((await partx(file, 512)).map(({ offset, length }) => ({ offset, length }))).toEqual(partitions);
  expect(partitions).toHaveLength(2);
  disk.writeUInt8(0xff, last + 56);
  expect(await partx(files.file('disk.img', disk), 512)).toEqual([]);
});

test('fixed VHD: QEMU takes its footer, and sees the drive without it', async () => {
  const disk = writeDisk(volumes, 'gpt');
  const file = files.file('disk.vhd', fixedVhd(disk, new Date('2024-05-06')));
  const drive = `if=none,id=d,format=vpc,readonly=on,file=${file}`;
  const input = ['qmp_capabilities', 'query-block', 'quit'].map((execute) => JSON.stringify({ execute })).join('\n');
  const qemu = requirePeer('qemu-system-x86_64');
  const args = ['-machine', 'none', '-nodefaults', '-display', 'none', '-qmp', 'stdio', '-drive', drive];
  const { stdout, stderr } = await runProcess(qemu, args, { input });
  expect(stderr).toBe('');
  expect(stdout).toMatch(new RegExp(`"virtual-size": ${disk.length}\\b`));
  expect((await ours(file)).volumes.map(({ offset }) => offset)).toEqual([1_048_576, 2 * 1_048_576]);
});
