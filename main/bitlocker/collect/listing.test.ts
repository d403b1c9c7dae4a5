import { expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { listVolumes } from './listing.ts';
import { AGENT, EXTERNAL, encode, KEYS, protectorList, TPM, volumesJson } from './testing/samples.ts';

const protectors = [
  { id: TPM, kind: 'tpm' },
  { id: KEYS.os.id, kind: 'recovery-password' },
  { id: EXTERNAL, kind: 'external-key' },
  { id: KEYS.os2.id, kind: 'recovery-password' },
];

test('our question to PowerShell: states by numbers', () => {
  const [c, d, e, ...rest] = listVolumes(Buffer.from(volumesJson()));
  expect(c).toEqual({
    letter: 'C:',
    protectors,
    state: 'encrypted',
    suspended: false,
    locked: false,
    encryptedPercent: 100,
    method: 'XTS-AES 128',
  });
  expect(d).toMatchObject({ letter: 'D:', state: 'converting', suspended: true, encryptedPercent: 41 });
  expect(e).toMatchObject({ letter: 'E:', state: 'decrypted', suspended: false, protectors: [], method: null });
  expect(rest).toEqual([]);
});

test('suspended and locked', () => {
  expect(listVolumes(Buffer.from(volumesJson({ suspended: true })))[0]).toMatchObject({ suspended: true });
  const [, locked] = listVolumes(Buffer.from(volumesJson({ locked: true })));
  expect(locked).toMatchObject({ locked: true, state: 'not-read', encryptedPercent: null });
});

test('names and numbers of the original properties, one volume without a list, text around it', () => {
  const json = JSON.stringify({
    MountPoint: '\\\\?\\Volume{0a1b2c3d-0000-4000-8000-00000000000a}\\',
    VolumeStatus: 1,
    ProtectionStatus: 1,
    LockStatus: 0,
    EncryptionPercentage: 100,
    EncryptionMethod: 7,
    KeyProtector: {
      value: [{ KeyProtectorId: `{${KEYS.data.id}}`, KeyProtectorType: 3, RecoveryPassword: KEYS.data.digits }],
      Count: 1,
    },
  });
  const text = `PS> ask\r\n${json}\r\n`;
  for (const encoding of ['utf-8', 'utf-16le+bom'] as const) {
    expect(listVolumes(encode(text, encoding))).toEqual([
      {
        letter: null,
        protectors: [{ id: KEYS.data.id, kind: 'recovery-password' }],
        state: 'encrypted',
        suspended: false,
        locked: false,
        encryptedPercent: 100,
        method: 'XTS-AES 256',
      },
    ]);
  }
});

test('text: letters and IDs, never a state by its words', () => {
  const volumes = listVolumes(encode(protectorList('de'), 'cp850'));
  expect(volumes).toHaveLength(2);
  expect(volumes[0]).toMatchObject({
    letter: 'C:',
    state: 'not-read',
    suspended: null,
    protectors: [
      { id: TPM, kind: 'unknown' },
      { id: KEYS.os.id, kind: 'recovery-password' },
      { id: EXTERNAL, kind: 'unknown' },
      { id: AGENT, kind: 'unknown' },
      { id: KEYS.os2.id, kind: 'recovery-password' },
    ],
  });
});

test('no digit of a key goes through JSON.parse, not even of a malformed one', () => {
  const seen: string[] = [];
  const parse = JSON.parse;
  JSON.parse = (text: string) => {
    seen.push(text);
    return parse(text);
  };
  try {
    const spoilt = volumesJson().replace('235818-', '2358x8_').replace('478401', '47\\"8401');
    expect(listVolumes(Buffer.from(spoilt))).toHaveLength(3);
    const elsewhere = JSON.stringify([{ MountPoint: 'C:', Note: KEYS.os.digits }]);
    expect(listVolumes(Buffer.from(elsewhere))).toHaveLength(1);
  } finally {
    JSON.parse = parse;
  }
  expect(seen).toHaveLength(2);
  expect(seen.join()).not.toMatch(/[-_" ]\d{6}[-_" ]/);
});

test('500 mutated listings: no crash', () => {
  const random = seeded(77);
  const pick = (below: number) => Math.floor(random() * below);
  let volumes = 0;
  for (let round = 0; round < 500; round++) {
    const bytes = Buffer.from(volumesJson());
    for (let times = pick(3); times > 0; times--) bytes[pick(bytes.length)] = 0x20 + pick(0x60);
    volumes += listVolumes(bytes).length;
  }
  expect(volumes).toBeGreaterThan(300);
});
