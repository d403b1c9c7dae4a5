import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { scratchDatabase } from '../store/testing/scratch.ts';
import { STRONG } from './stretch.ts';
import { Vault } from './vault.ts';

/** So that a test takes a moment and not half a second; what scrypt costs in earnest is in the vault's own header. */
const CHEAP = { n: 16, r: 8, p: 1 };
const PHRASE = 'correct horse battery staple';
const ID = 'vienna/sps-a/bmc';

const code = (wanted: string) => expect.objectContaining({ code: wanted });
async function opened(db = scratchDatabase()): Promise<{ db: Database; vault: Vault }> {
  const vault = new Vault(db, CHEAP);
  await vault.create(PHRASE);
  return { db, vault };
}
/** The same data folder in another process, as far as the vault can tell. */
const elsewhere = (db: Database) => new Vault(scratchDatabase(path.dirname(db.file)), CHEAP);
const text = (vault: Vault, id = ID) => vault.get(id)?.toString() ?? null;

test('absent, created, locked, opened; with the full cost unless said otherwise', async () => {
  const db = scratchDatabase();
  const vault = new Vault(db);
  expect(vault.state()).toBe('absent');
  await expect(vault.open(PHRASE)).rejects.toThrow(code('vault.absent'));
  expect(() => vault.put(ID, Buffer.from('x'))).toThrow(code('vault.absent'));
  await vault.create(PHRASE);
  expect(vault.state()).toBe('open');
  expect(db.get('SELECT n, r, p, length(salt) AS salt FROM vault')).toEqual({ ...STRONG, salt: 32 });
  vault.put(ID, Buffer.from('secret'));
  vault.lock();
  expect(vault.state()).toBe('locked');
  await vault.open(PHRASE);
  expect(text(vault)).toBe('secret');
});

test('secrets are stored, replaced, listed and removed', async () => {
  const { vault } = await opened();
  const bytes = Buffer.from([0, 1, 254, 255]);
  vault.put(ID, bytes);
  expect(bytes).toEqual(Buffer.from([0, 1, 254, 255]));
  expect(vault.get(ID)).toEqual(bytes);
  vault.put(ID, Buffer.from('newer'));
  vault.put('vienna/sps-a/web', Buffer.alloc(0));
  vault.put('graz/sps-a/bmc', Buffer.from('g'));
  expect(text(vault)).toBe('newer');
  expect(text(vault, 'vienna/sps-a/web')).toBe('');
  expect(text(vault, 'vienna/sps-b/web')).toBe(null);
  expect(vault.ids()).toEqual(['graz/sps-a/bmc', 'vienna/sps-a/bmc', 'vienna/sps-a/web']);
  expect(vault.ids('vienna/')).toEqual(['vienna/sps-a/bmc', 'vienna/sps-a/web']);
  vault.remove(ID);
  vault.remove(ID);
  expect(text(vault)).toBe(null);
});

test('what is got is the caller’s own, who wipes it', async () => {
  const { vault } = await opened();
  vault.put(ID, Buffer.from('secret'));
  vault.get(ID)?.fill(0);
  expect(text(vault)).toBe('secret');
});

test('a locked vault gives and takes nothing, but tells what it holds and lets go of it', async () => {
  const { vault } = await opened();
  vault.put(ID, Buffer.from('secret'));
  vault.lock();
  vault.lock();
  expect(() => vault.get(ID)).toThrow(code('vault.locked'));
  expect(() => vault.get('nobody')).toThrow(code('vault.locked'));
  expect(() => vault.put(ID, Buffer.from('x'))).toThrow(code('vault.locked'));
  expect(vault.ids()).toEqual([ID]);
  vault.remove(ID);
  expect(vault.ids()).toEqual([]);
});

test('a wrong passphrase opens nothing, and closes nothing either', async () => {
  const { vault } = await opened();
  vault.put(ID, Buffer.from('secret'));
  for (const wrong of ['', PHRASE.toUpperCase(), `${PHRASE} `, PHRASE.slice(0, -1)]) {
    await expect(vault.open(wrong)).rejects.toThrow(code('vault.passphrase'));
  }
  expect(text(vault)).toBe('secret');
  vault.lock();
  await expect(vault.open('wrong passphrase')).rejects.toThrow(code('vault.passphrase'));
  expect(vault.state()).toBe('locked');
});

test('a vault that is locked while its passphrase is stretched stays locked', async () => {
  const { vault } = await opened();
  for (const work of [
    () => vault.open(PHRASE),
    () => vault.changePassphrase(PHRASE, 'new passphrase'),
    () => vault.open('new passphrase'),
  ]) {
    const working = work();
    vault.lock();
    await expect(working).rejects.toThrow(code('vault.locked'));
    expect(vault.state()).toBe('locked');
  }
  const fresh = new Vault(scratchDatabase(), CHEAP);
  const creating = fresh.create(PHRASE);
  fresh.lock();
  await expect(creating).rejects.toThrow(code('vault.locked'));
  await fresh.open(PHRASE);
});

test('there is one vault, and it wants a passphrase worth the name', async () => {
  const db = scratchDatabase();
  await expect(new Vault(db, CHEAP).create('short')).rejects.toThrow(code('vault.weak'));
  const [first, second] = [new Vault(db, CHEAP), elsewhere(db)];
  const results = await Promise.allSettled([first.create(PHRASE), second.create('another passphrase')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const loser = results.find((result) => result.status === 'rejected');
  expect(loser?.reason).toMatchObject({ code: 'vault.exists' });
  expect([first.state(), second.state()].sort()).toEqual(['locked', 'open']);
  await expect(first.create(PHRASE)).rejects.toThrow(code('vault.exists'));
});

test('a new passphrase replaces the old one; who has the vault open keeps it open', async () => {
  const { db, vault } = await opened();
  const other = elsewhere(db);
  await other.open(PHRASE);
  vault.put(ID, Buffer.from('secret'));
  await expect(vault.changePassphrase('wrong passphrase', 'new passphrase')).rejects.toThrow(code('vault.passphrase'));
  await expect(vault.changePassphrase(PHRASE, 'new')).rejects.toThrow(code('vault.weak'));
  await vault.changePassphrase(PHRASE, 'new passphrase');
  expect(text(vault)).toBe('secret');
  expect(text(other)).toBe('secret');
  other.put(ID, Buffer.from('newer'));
  expect(text(vault)).toBe('newer');
  other.lock();
  await expect(other.open(PHRASE)).rejects.toThrow(code('vault.passphrase'));
  await other.open('new passphrase');
  expect(text(other)).toBe('newer');
});

test('of two changes at the same time one wins and the other one fails', async () => {
  const { db, vault } = await opened();
  const results = await Promise.allSettled([
    vault.changePassphrase(PHRASE, 'first passphrase'),
    elsewhere(db).changePassphrase(PHRASE, 'second passphrase'),
  ]);
  const winner = results[0]?.status === 'fulfilled' ? 'first' : 'second';
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await elsewhere(db).open(`${winner} passphrase`);
});

test('every altered byte of the header keeps the vault shut', async () => {
  const { db, vault } = await opened();
  vault.lock();
  for (const column of ['salt', 'sealed_key'] as const) {
    const { value } = db.get<{ value: Uint8Array }>(`SELECT ${column} AS value FROM vault`) ?? {
      value: new Uint8Array(),
    };
    expect(value.length).toBeGreaterThan(31);
    for (let at = 0; at < value.length; at += 1) {
      db.run(`UPDATE vault SET ${column} = ?`, Buffer.from(value).fill((value[at] ?? 0) ^ 1, at, at + 1));
      await expect(vault.open(PHRASE)).rejects.toThrow(code('vault.passphrase'));
    }
    db.run(`UPDATE vault SET ${column} = ?`, value);
  }
  for (const sql of ['n = 32', 'r = 4', 'p = 2']) {
    const before = db.get<{ n: number; r: number; p: number }>('SELECT n, r, p FROM vault') ?? CHEAP;
    db.run(`UPDATE vault SET ${sql}`);
    await expect(vault.open(PHRASE)).rejects.toThrow(code('vault.passphrase'));
    db.run('UPDATE vault SET n = ?, r = ?, p = ?', before.n, before.r, before.p);
  }
  db.run('UPDATE vault SET n = 1073741824');
  await expect(vault.open(PHRASE)).rejects.toThrow(code('vault.damaged'));
  db.run('UPDATE vault SET n = ?', CHEAP.n);
  await vault.open(PHRASE);
});

test('an altered secret, or another one in its place, is not given out', async () => {
  const { db, vault } = await opened();
  vault.put(ID, Buffer.from('secret'));
  vault.put('vienna/sps-b/bmc', Buffer.from('other'));
  const { sealed } = db.get<{ sealed: Uint8Array }>('SELECT sealed FROM secrets WHERE id = ?', ID) ?? {
    sealed: Buffer.of(),
  };
  for (let at = 0; at < sealed.length; at += 1) {
    db.run(
      'UPDATE secrets SET sealed = ? WHERE id = ?',
      Buffer.from(sealed).fill((sealed[at] ?? 0) ^ 128, at, at + 1),
      ID,
    );
    expect(() => vault.get(ID)).toThrow(code('vault.damaged'));
  }
  db.run("UPDATE secrets SET sealed = (SELECT sealed FROM secrets WHERE id = 'vienna/sps-b/bmc') WHERE id = ?", ID);
  expect(() => vault.get(ID)).toThrow(/^vienna\/sps-a\/bmc: /);
  expect(text(vault, 'vienna/sps-b/bmc')).toBe('other');
});

test.each(['', '/', 'a//b', 'a/', 'A/b', 'a/../b', 'a b', 'hunter2!', 'a\n'])(
  '%j is no name for a secret',
  async (id) => {
    const { vault } = await opened();
    const attempt = () => vault.put(id, Buffer.from('secret'));
    expect(attempt).toThrow(code('vault.id'));
    if (id) expect(attempt).not.toThrow(id);
  },
);

test('neither passphrase nor secret stands in any file or error', async () => {
  const { db, vault } = await opened();
  vault.put(ID, Buffer.from('xyzzy-plugh-1234'));
  await vault.changePassphrase(PHRASE, 'open sesame and more');
  const home = path.dirname(db.file);
  const files = readdirSync(home).map((file) => readFileSync(path.join(home, file)));
  expect(files.some((bytes) => bytes.includes(ID))).toBe(true);
  for (const word of ['xyzzy', PHRASE, 'sesame']) expect(files.filter((bytes) => bytes.includes(word))).toEqual([]);
  const error = await vault.open('hunter2-hunter2').catch((caught: unknown) => caught);
  expect(JSON.stringify([error, String(error), (error as Error).stack])).not.toContain('hunter2-');
});

test('the key that the old passphrase opens is nowhere in the files after a change', async () => {
  const { db, vault } = await opened();
  const old = db.get<{ sealed_key: Uint8Array }>('SELECT sealed_key FROM vault')?.sealed_key;
  expect(old).toHaveLength(60);
  const held = () => {
    const home = path.dirname(db.file);
    return readdirSync(home).filter((file) => readFileSync(path.join(home, file)).includes(Buffer.from(old ?? [])));
  };
  expect(held()).not.toEqual([]);
  await vault.changePassphrase(PHRASE, 'another passphrase');
  expect(held()).toEqual([]);
});
