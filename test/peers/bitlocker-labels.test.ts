/** Labels of real file systems as mkfs writes and blkid reads them: what is left of the key stick's label, and its score. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labelScore } from '../../main/bitlocker/collect/label-score.ts';
import { LSBLK, parseBlkid, parseLsblk } from '../../main/media/drives/linux.ts';
import { type Peer, requirePeer } from './support/require-peer.ts';

const LABEL = 'U-Series Appliance-BITLOCK';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rackhand-labels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each<[Peer, string[], string, string, number]>([
  ['mkntfs', ['-q', '-F', '-L', LABEL], LABEL, 'ntfs', 100],
  ['mkfs.vfat', ['-n', LABEL.slice(0, 11).toUpperCase()], 'U-SERIES AP', 'vfat', 90],
])('%s', (program, args, label, fileSystem, score) => {
  const image = join(folder, `${program}.img`);
  writeFileSync(image, '');
  truncateSync(image, 16 << 20);
  execFileSync(requirePeer(program), [...args, image], { stdio: 'ignore' });
  const printed = execFileSync(requirePeer('blkid'), ['-o', 'export', image], { encoding: 'utf8' });
  expect(parseBlkid(printed)).toMatchObject([{ device: image, label, fileSystem }]);
  expect(labelScore(label)).toBe(score);
});

test('lsblk names every block device of this machine', () => {
  const devices = parseLsblk(execFileSync(requirePeer('lsblk'), LSBLK, { encoding: 'utf8' }));
  const plain = execFileSync('lsblk', ['-n', '-l', '-o', 'PATH'], { encoding: 'utf8' }).trim().split('\n');
  expect(devices.map(({ device }) => device).toSorted()).toEqual([...new Set(plain)].toSorted());
});
