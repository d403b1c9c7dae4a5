import { expect, test } from 'vitest';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { Vault } from '../vault/vault.ts';
import { passwordIds, secretId } from './credentials.ts';
import { KeyBox, keyIds } from './keys/key-box.ts';

test('a site that is called like the box of the recovery keys is told apart from it', async () => {
  const vault = new Vault(scratchDatabase(), { n: 16, r: 8, p: 1 });
  await vault.create('correct horse battery staple');
  const secret = Buffer.alloc(16, 1);
  const passwords = [secretId('bitlocker', 'vienna', 'bmc'), secretId('vienna', 'us-a', 'idrac')];
  for (const id of passwords) vault.put(id, secret);
  for (const device of ['us-a', 'us-b']) new KeyBox(vault, 'vienna', device).put('found', secret);

  expect(passwordIds(vault, 'bitlocker', null)).toEqual(['bitlocker/vienna/bmc']);
  expect(passwordIds(vault, 'bitlocker', 'vienna')).toEqual(['bitlocker/vienna/bmc']);
  expect(passwordIds(vault, 'vienna', null)).toEqual(['vienna/us-a/idrac']);
  expect(passwordIds(vault, 'vienna', 'us-b')).toEqual([]);
  expect(keyIds(vault, 'vienna', null)).toEqual(['bitlocker/vienna/us-a/found', 'bitlocker/vienna/us-b/found']);
  expect(keyIds(vault, 'vienna', 'us-b')).toEqual(['bitlocker/vienna/us-b/found']);
});
