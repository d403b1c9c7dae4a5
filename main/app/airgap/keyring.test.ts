import { beforeEach, describe, expect, test } from 'vitest';
import { fingerprintOf, generateKey, minisignKeyOf, type SigningKey, wipeKey } from '../../bundle/keys.ts';
import { acceptRotation } from '../../bundle/rotation.ts';
import { trust, trustedKey } from '../../bundle/trust.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { carryKey, openKey } from '../../request/key.ts';
import type { Database } from '../../store/database.ts';
import { scratchDatabase } from '../../store/testing/scratch.ts';
import { TrustedKeys } from '../../store/trusted-keys.ts';
import { Vault } from '../../vault/vault.ts';
import { Keyring } from './keyring.ts';

const PASSPHRASE = 'correct horse battery staple';
let db: Database;
let vault: Vault;
let clock: SimulatedClock;
let keyring: Keyring;

beforeEach(async () => {
  db = scratchDatabase();
  vault = new Vault(db, { n: 16, r: 8, p: 1 });
  await vault.create(PASSPHRASE);
  clock = new SimulatedClock();
  keyring = new Keyring(vault, new TrustedKeys(db), clock);
});
const code = (wanted: string) => expect.objectContaining({ code: wanted });
const stranger = () => {
  const key = generateKey();
  const entry = trustedKey(minisignKeyOf(key.publicKey), { name: 'desk', own: false, since: '2026-11-21T08:00:00Z' });
  wipeKey(key);
  return entry;
};
const own = () => keyring.list().find((key) => key.own);

describe('our own key', () => {
  test('is made once, and is the same after the vault was locked and for another process', async () => {
    const [first, ...others] = keyring.list();
    expect([first?.own, others]).toEqual([true, []]);
    vault.lock();
    await vault.open(PASSPHRASE);
    expect(keyring.list()).toEqual([first]);
    expect(new Keyring(vault, new TrustedKeys(db), clock).list()).toEqual([first]);
  });

  test('stands first, also when somebody else was trusted before there was one', () => {
    vault.lock();
    expect(keyring.list()).toEqual([]);
    const other = stranger();
    keyring.trust(other.minisign, 'desk');
    return vault.open(PASSPHRASE).then(() => expect(keyring.list().map((key) => key.own)).toEqual([true, false]));
  });

  test('is lent for a work, and wiped afterwards, whatever becomes of it', async () => {
    let lent: SigningKey | null = null;
    const fingerprint = await keyring.withOwn((key) => {
      lent = key;
      return fingerprintOf(key.publicKey);
    });
    expect(fingerprint).toBe(own()?.fingerprint);
    const wiped = () => lent?.seed.every((byte) => byte === 0);
    expect(wiped()).toBe(true);
    const failing = keyring.withOwn(async (key) => {
      lent = key;
      throw new Error('no medium');
    });
    expect(wiped()).toBe(false);
    await expect(failing).rejects.toThrow('no medium');
    expect(wiped()).toBe(true);
  });

  test('signs nothing while the vault is locked', async () => {
    vault.lock();
    await expect(keyring.withOwn(() => 'signed')).rejects.toThrow(code('vault.locked'));
  });
});

describe('keys of others', () => {
  test('minisign and OpenSSH text is one key; what is neither is refused', () => {
    const other = stranger();
    keyring.trust(other.minisign, 'desk');
    expect(keyring.trust(other.openssh, 'again').filter((key) => !key.own)).toMatchObject([{ name: 'desk' }]);
    expect(keyring.isTrusted(other.fingerprint)).toBe(true);
    expect(() => keyring.trust('# Rackhand', 'nobody')).toThrow(code('bundle.key'));
  });

  test('one that nobody has agreed to is not trusted', () => {
    expect(keyring.isTrusted(stranger().fingerprint)).toBe(false);
  });

  test('a revoked one is not trusted, and does not come back by being trusted again', () => {
    const other = stranger();
    keyring.trust(other.minisign, 'desk');
    const revoked = keyring.revoke(other.fingerprint, 'laptop stolen').find((key) => !key.own);
    expect(revoked?.revoked).toEqual({ at: new Date(clock.now()).toISOString(), reason: 'laptop stolen' });
    keyring.trust(other.minisign, 'desk');
    expect(keyring.isTrusted(other.fingerprint)).toBe(false);
    expect(() => keyring.revoke('SHA256:nobody', 'why')).toThrow(code('bundle.not-trusted'));
  });
});

describe('rotation', () => {
  test('a new key of our own; the former one is trusted for what it has signed', async () => {
    const former = own();
    const { keys } = keyring.rotate();
    expect(keys.map((key) => [key.own, key.name])).toEqual([
      [false, 'This computer (former)'],
      [true, 'This computer'],
    ]);
    expect(keyring.isTrusted(former?.fingerprint ?? '')).toBe(true);
    const signer = await keyring.withOwn(({ publicKey }) => fingerprintOf(publicKey));
    expect(signer).toBe(own()?.fingerprint);
    expect(signer).not.toBe(former?.fingerprint);
    expect(keyring.list()).toHaveLength(2);
  });

  test('its statement takes whoever trusted the former key to the new one', () => {
    const former = own();
    if (!former) throw new Error('no own key');
    const elsewhere = trust([], { ...former, own: false, name: 'rack' });
    const after = acceptRotation(elsewhere, keyring.rotate().statement);
    expect(after).toMatchObject([
      { fingerprint: former.fingerprint, revoked: { reason: 'rotated' } },
      { fingerprint: own()?.fingerprint, name: 'rack', revoked: null },
    ]);
  });

  test('a locked vault rotates nothing', () => {
    const before = keyring.list();
    vault.lock();
    expect(() => keyring.rotate()).toThrow(code('vault.locked'));
    expect(keyring.list()).toEqual(before);
  });
});

describe('requests for this computer', () => {
  test('one recipient, which a rotation does not change', async () => {
    const recipient = keyring.recipient();
    expect(recipient).toMatch(/^age1[a-z0-9]{58}$/);
    keyring.rotate();
    vault.lock();
    expect(() => keyring.recipient()).toThrow(code('vault.locked'));
    await vault.open(PASSPHRASE);
    expect(keyring.recipient()).toBe(recipient);
  });

  test('what was sealed for it opens with its secret, which a locked vault keeps', async () => {
    const carried = await carryKey(Buffer.from('RS-7F3K'), keyring.recipient());
    expect((await openKey(carried, keyring.collectorSecret())).toString()).toBe('RS-7F3K');
    vault.lock();
    expect(keyring.collectorSecret()).toBe(null);
  });
});
