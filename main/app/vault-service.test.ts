import { expect, test } from 'vitest';
import type { VaultChange } from '../../preload/contract.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import type { KeyStore } from '../vault/ports.ts';
import { Vault } from '../vault/vault.ts';
import { VaultService } from './vault-service.ts';

const PHRASE = 'correct horse battery staple';
const mirror: KeyStore = {
  name: async () => 'keychain',
  protect: async (bytes) => Buffer.from(bytes).reverse(),
  unprotect: async (bytes) => bytes.reverse(),
};

function guarded(keyStore: KeyStore | null = mirror, idleMinutes: (() => number) | null = () => 15) {
  const clock = new SimulatedClock();
  const vault = new Vault(scratchDatabase(), { n: 16, r: 8, p: 1 });
  const heard: VaultChange[] = [];
  const clears: string[] = [];
  const failures: unknown[] = [];
  const clipboard = { clearsAfterS: 10, write: () => undefined, clearIfOurs: () => void clears.push(vault.state()) };
  const service = new VaultService({
    ...{ vault, clock, keyStore, clipboard, idleMinutes },
    changed: (change) => void heard.push(change),
    failed: (error) => void failures.push(error),
  });
  return { clock, vault, service, heard, clears, clipboard, failures };
}

test('opened by a person, locked by nobody there, said each time', async () => {
  const { clock, vault, service, heard, clears } = guarded();
  await service.open(PHRASE);
  await clock.advance(10 * 60_000);
  service.used();
  await clock.advance(14 * 60_000);
  expect(vault.state()).toBe('open');
  await clock.advance(60_000);
  expect(vault.state()).toBe('locked');
  expect(heard).toEqual([
    { state: 'open', why: 'person' },
    { state: 'locked', why: 'idle' },
  ]);
  expect(clears).toEqual(['locked']);
});

test('sleep, screen lock and quit lock it at once; what is locked already says nothing', async () => {
  for (const why of ['sleep', 'screen-lock', 'quit', 'person'] as const) {
    const { clock, vault, service, heard } = guarded();
    await service.lock(why);
    expect(heard).toEqual([]);
    await service.open(PHRASE);
    const locking = service.lock(why);
    expect(vault.state()).toBe('locked');
    await locking;
    await service.lock('sleep');
    await clock.advance(600 * 60_000);
    expect(heard.slice(1)).toEqual([{ state: 'locked', why }]);
  }
});

test('a clipboard that fails does not keep the vault open', async () => {
  const { vault, service, clipboard, failures } = guarded();
  await service.open(PHRASE);
  clipboard.clearIfOurs = () => {
    throw new Error('no display');
  };
  await service.lock('sleep');
  expect(vault.state()).toBe('locked');
  expect(failures).toHaveLength(1);
});

test('the command line has nobody to wait for, and locks only at its end', async () => {
  const { clock, vault, service } = guarded(null, null);
  await service.open(PHRASE);
  await clock.advance(24 * 60 * 60_000);
  expect(vault.state()).toBe('open');
});

test('the key store opens it like a passphrase; its loss is said', async () => {
  let lost = false;
  const { vault, service, heard } = guarded({
    ...mirror,
    unprotect: async (bytes) => (lost ? Buffer.alloc(32) : bytes.reverse()),
  });
  await service.open(PHRASE);
  await service.enroll();
  expect(await service.keyStoreView()).toEqual({ available: true, name: 'keychain', reason: null, enrolled: true });
  await service.lock('person');
  await service.openWithKeyStore();
  expect(vault.state()).toBe('open');
  await service.lock('person');
  lost = true;
  await expect(service.openWithKeyStore()).rejects.toMatchObject({ code: 'vault.key-store-lost' });
  expect(heard.slice(-1)).toEqual([{ state: 'locked', why: 'change' }]);
  expect((await service.keyStoreView()).enrolled).toBe(false);
  await service.open(PHRASE);
  await service.enroll();
  service.unenroll();
  expect((await service.keyStoreView()).enrolled).toBe(false);
});

test('without a key store it says why', async () => {
  const none = guarded(null).service;
  expect(await none.keyStoreView()).toEqual({ available: false, name: null, reason: 'shell', enrolled: false });
  await none.open(PHRASE);
  await expect(none.enroll()).rejects.toMatchObject({ code: 'vault.key-store' });
  await expect(none.openWithKeyStore()).rejects.toMatchObject({ code: 'vault.key-store' });
  for (const name of [async () => null, () => Promise.reject(new Error('D-Bus is gone'))]) {
    const view = await guarded({ ...mirror, name }).service.keyStoreView();
    expect(view).toEqual({ available: false, name: null, reason: 'unprotected', enrolled: false });
  }
});
