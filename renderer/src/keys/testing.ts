/** Volumes and keys for unit tests: valid in every field, with what the test is about put in. */
import type { KeysView, KeyView, VolumeView } from '../../../preload/contract.ts';

export const volume = (part: Partial<VolumeView> = {}): VolumeView => ({
  id: 'A1F0B2C3-0000-4000-8000-000000000001',
  letter: 'C:',
  description: 'US A C: 1/2/2026',
  method: 'XTS-AES 128',
  state: 'encrypted',
  suspended: false,
  encryptedPercent: 100,
  protectors: [],
  shown: null,
  place: '/media/disk.img',
  readAt: '2026-01-02T03:04:05Z',
  dead: false,
  ready: false,
  ...part,
});
export const key = (part: Partial<KeyView> = {}): KeyView => ({
  id: 'E7E48BAE-FF13-4F14-8222-971D469FAE0D',
  ref: 'e7e48bae-ff13-4f14-8222-971d469fae0d',
  kind: 'recovery-password',
  volumeId: 'A1F0B2C3-0000-4000-8000-000000000001',
  letter: 'C:',
  grade: 'listed',
  badGroups: [],
  provenAt: null,
  provenOn: null,
  sources: [{ kind: 'stick', place: '/media/stick', sha256: null, at: '2026-01-02T03:04:05Z' }],
  stored: true,
  offBox: true,
  dead: null,
  stale: false,
  ...part,
});
export const view = (part: Partial<KeysView> = {}): KeysView => ({
  siteId: 'practice',
  deviceId: 'us-a',
  volumes: [volume()],
  keys: [],
  ready: false,
  ...part,
});
