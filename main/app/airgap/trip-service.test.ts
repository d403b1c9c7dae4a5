import { describe, expect, test } from 'vitest';
import {
  arrived,
  author,
  computer,
  crossed,
  device,
  FOLDER,
  hashOf,
  KEY,
  KEY_2,
  OFFERED,
  packed,
  place,
  site,
  withKey,
} from './testing.ts';

const code = (wanted: string) => expect.objectContaining({ code: wanted });
const illegal = (words: RegExp) =>
  expect.objectContaining({ name: 'TripError', message: expect.stringMatching(words) });

describe('a round begins', () => {
  test('not without a serial number: a bundle is for one', async () => {
    const { trips, notes } = await computer();
    expect(() => trips.start({ site, device: { ...device, serial: null } }, author)).toThrow(code('no-serial'));
    expect([trips.list(), notes]).toEqual([[], []]);
  });

  test('one at a time for a device; its start is in the journal', async () => {
    const { trips, notes } = await computer();
    const { id } = trips.start(place, author);
    expect(() => trips.start(place, author)).toThrow(code('trip-open'));
    expect(trips.start({ site, device: { ...device, id: 'rs-b', serial: 'RS-4712' } }, author).round).toBe(1);
    expect(trips.newest('vienna', 'rs-a')).toMatchObject({ id, round: 1, side: 'rack', state: 'idle', host: 'RS A' });
    expect(notes[0]).toEqual({
      author,
      note: {
        ...{ tripId: id, round: 1, what: 'started', state: 'idle' },
        ...{ siteId: 'vienna', deviceId: 'rs-a', serial: 'RS-4711' },
      },
    });
  });

  test('a wrong clock is recorded and leads nowhere, a right one does', async () => {
    const { trips, scene, changes } = await computer();
    const { id } = trips.start(place, author);
    scene.clockOk = false;
    expect(await trips.clock(id, place, null, author)).toMatchObject({ state: 'idle', clock: { ok: false } });
    await expect(trips.key(id, KEY, author)).rejects.toThrow(illegal(/does not follow/));
    scene.clockOk = true;
    expect(await trips.clock(id, place, null, author)).toMatchObject({ state: 'clock-checked' });
    expect(changes.map(({ state }) => state)).toEqual(['idle', 'idle', 'clock-checked']);
  });

  test('what is not there is named', async () => {
    const { trips } = await computer();
    expect(() => trips.get('rt-1')).toThrow(code('not-found'));
  });
});

describe('the download key', () => {
  test('goes into the vault, and its trace alone into round and journal', async () => {
    const one = await computer();
    const id = await withKey(one, `  ${KEY}\n`);
    expect(one.vault.get(`download-key/${id}`)?.toString()).toBe(KEY);
    expect(one.trips.get(id)).toMatchObject({ state: 'key-generated', key: { sha256: hashOf(KEY), stored: true } });
    await one.trips.request(id, null, author);
    expect(JSON.stringify([one.table.list(), one.notes, one.changes])).not.toContain(KEY.slice(3));
  });

  test('a used one is refused, and does not take the place of a good one', async () => {
    const one = await computer();
    const first = await withKey(one);
    const trip = one.table.get(first);
    if (trip) one.table.put({ ...trip, state: 'closed' });
    const { id } = one.trips.start(place, author);
    await one.trips.clock(id, place, null, author);
    await expect(one.trips.key(id, KEY, author)).rejects.toThrow(illegal(/used up/));
    expect(one.vault.get(`download-key/${id}`)).toBe(null);
    await one.trips.key(id, KEY_2, author);
    await expect(one.trips.key(id, KEY, author)).rejects.toThrow();
    expect(one.vault.get(`download-key/${id}`)?.toString()).toBe(KEY_2);
    expect(one.trips.get(id).round).toBe(2);
  });

  test('a locked vault takes none, and the round stays where it was', async () => {
    const one = await computer();
    const { id } = one.trips.start(place, author);
    await one.trips.clock(id, place, null, author);
    one.vault.lock();
    await expect(one.trips.key(id, KEY, author)).rejects.toThrow(code('vault.locked'));
    expect(one.trips.get(id)).toMatchObject({ state: 'clock-checked', key: null });
  });

  test('is shown for one look, which is written down', async () => {
    const one = await computer();
    const id = await withKey(one);
    expect(one.trips.revealKey(id, 'Berta')).toEqual({ key: KEY });
    expect(one.notes.at(-1)).toMatchObject({ author: 'Berta', note: { what: 'key revealed' } });
    const { id: other } = one.trips.start({ site, device: { ...device, serial: 'RS-4712' } }, author);
    expect(() => one.trips.revealKey(other, author)).toThrow(code('no-key'));
  });
});

describe('the request', () => {
  test('asked for twice is one document, made once', async () => {
    const one = await computer();
    const id = await withKey(one);
    const first = await one.trips.request(id, null, author);
    await one.clock.advance(60_000);
    const again = await one.trips.request(id, one.keyring.recipient(), author);
    expect(again).toEqual(first);
    expect(first.request).toMatchObject({ tripId: id, serial: 'RS-4711', keySealed: false, skewS: 0.5, trusted: true });
    expect(one.what().filter((what) => what === 'request')).toHaveLength(1);
  });

  test('needs a key', async () => {
    const one = await computer();
    const { id } = one.trips.start(place, author);
    await expect(one.trips.request(id, null, author)).rejects.toThrow(code('no-key'));
  });

  test('of somebody who is not trusted is refused with a fingerprint; trusted, it begins the round', async () => {
    const [rack, desk] = await Promise.all([computer(), computer()]);
    const id = await withKey(rack);
    const { typed } = await rack.trips.request(id, desk.keyring.recipient(), author);
    const lines = { kind: 'typed' as const, lines: typed };
    const [own] = rack.keyring.list();
    const refused = desk.trips.receive(lines, author);
    await expect(refused).rejects.toThrow(code('untrusted-request'));
    await expect(refused).rejects.toThrow(own?.fingerprint);
    expect([desk.trips.list(), desk.vault.get(`download-key/${id}`)]).toEqual([[], null]);
    desk.keyring.trust(own?.minisign ?? '', 'rack');
    expect(await desk.trips.receive(lines, author)).toMatchObject({ id, side: 'connected', state: 'key-exported' });
    expect(desk.vault.get(`download-key/${id}`)?.toString()).toBe(KEY);
    expect((await desk.trips.receive(lines, author)).history).toHaveLength(2);
    expect(desk.what()).toEqual(['request received']);
  });

  test('for another computer is not opened here', async () => {
    const [rack, desk, third] = await Promise.all([computer(), computer(), computer()]);
    const id = await withKey(rack);
    const { typed } = await rack.trips.request(id, third.keyring.recipient(), author);
    desk.keyring.trust(rack.keyring.list()[0]?.minisign ?? '', 'rack');
    await expect(desk.trips.receive({ kind: 'typed', lines: typed }, author)).rejects.toThrow(code('request.sealed'));
    expect(desk.trips.list()).toEqual([]);
  });

  test('taken in on the computer that made it is a round of its own beside the other', async () => {
    const one = await computer();
    const id = await withKey(one);
    const { typed } = await one.trips.request(id, null, author);
    const here = await one.trips.receive({ kind: 'typed', lines: typed }, author);
    expect([here.id, here.side]).toEqual([`${id}-c`, 'connected']);
    expect(one.trips.get(id).side).toBe('rack');
  });
});

describe('the connected side', () => {
  test('takes nothing that is not in the list', async () => {
    const { desk, id } = await crossed();
    desk.trips.submitted(id, author);
    await expect(desk.trips.take(id, 'base-7', '/downloads/base-7', author)).rejects.toThrow(illegal(/recorded list/));
    desk.trips.offer(id, OFFERED, author);
    await expect(desk.trips.take(id, 'other', '/downloads/other', author)).rejects.toThrow(illegal(/recorded list/));
    expect(desk.scene.seen).toBe(null);
  });

  test('everything once, then in a second place, then the window; base before product', async () => {
    const { desk, id } = await crossed();
    desk.scene.scan = { verdict: 'clean', engine: 'clamd', at: desk.at(), detail: '' };
    await packed(desk, id);
    const { state, packages, window } = desk.trips.get(id);
    expect([state, window?.reference]).toEqual(['window-confirmed', 'CHG-7']);
    expect(packages).toMatchObject([
      { name: 'base-7', order: 1, sha256: hashOf('base-7'), scan: { verdict: 'clean' } },
      { name: 'product-24', order: 2 },
    ]);
    for (const { copies } of packages) {
      expect(copies).toMatchObject([
        { place: 'store', how: 'direct' },
        { place: '/second', how: 'dropped' },
      ]);
    }
  });

  test('what a watched folder brings counts once', async () => {
    const { desk, id } = await crossed();
    desk.trips.submitted(id, author);
    desk.trips.offer(id, OFFERED, author);
    await desk.trips.watch(id, '/downloads', author);
    const file = { file: 'b.pkg', sizeBytes: 1, sha256: hashOf('base-7'), package: 'base-7', failure: null };
    const unknown = { ...file, package: null };
    for (const _ of [1, 2]) desk.scene.heard?.({ folder: '/downloads', arrived: [file, unknown] });
    expect(desk.what().filter((what) => what === 'copy')).toHaveLength(1);
    expect(desk.intakes).toHaveLength(2);
    await desk.trips.watch(id, null, author);
    expect(desk.scene.watching?.aborted).toBe(true);
  });

  test('nothing is sealed before the window', async () => {
    const { rack, desk, id } = await crossed();
    await expect(desk.trips.seal(id, FOLDER, 'primary', author, author)).rejects.toThrow(illegal(/window/));
    await expect(rack.trips.seal(id, FOLDER, 'primary', author, author)).rejects.toThrow(illegal(/window/));
    expect(desk.scene.sequence).toEqual([]);
  });

  test('two media hold one bundle; sealing one again replaces it; the next round counts on', async () => {
    const { rack, desk, id } = await crossed();
    await packed(desk, id);
    await desk.trips.seal(id, FOLDER, 'primary', author, author);
    await desk.trips.seal(id, { ...FOLDER, path: '/media/two' }, 'reserve', author, author);
    const trip = await desk.trips.seal(id, FOLDER, 'primary', author, author);
    expect(trip.bundle).toMatchObject({ sequence: 1 });
    expect(trip.bundle?.media.map(({ id: medium, role }) => [medium, role])).toEqual([
      ['/media/two', 'reserve'],
      ['/media/one', 'primary'],
    ]);
    expect(trip.state).toBe('window-confirmed');
    expect(desk.what()).toContain('sealed on reserve medium');

    const done = rack.table.get(id);
    if (done) rack.table.put({ ...done, state: 'closed' });
    const next = await withKey(rack, KEY_2);
    const { typed } = await rack.trips.request(next, desk.keyring.recipient(), author);
    await desk.trips.receive({ kind: 'typed', lines: typed }, author);
    await packed(desk, next);
    const second = await desk.trips.seal(next, FOLDER, 'primary', author, author);
    expect([second.bundle?.sequence, desk.scene.sequence]).toEqual([2, [null, null, null, 1]]);
  });
});

describe('back at the rack', () => {
  test('a bundle with problems is refused by name, and the round stays where it was', async () => {
    const { rack, id } = await crossed();
    rack.scene.problems = [
      { code: 'changed-file', file: 'data/base.pkg', detail: 'It is not what was sealed.' },
      { code: 'other-serial', file: null, detail: 'It is for RS-1.' },
    ];
    const refused = rack.trips.import(id, '/media/one', author);
    await expect(refused).rejects.toThrow(code('bundle-refused'));
    await expect(refused).rejects.toThrow(/changed-file \(data\/base\.pkg\).*other-serial: It is for RS-1/);
    expect(rack.trips.get(id)).toMatchObject({ state: 'key-exported', bundle: null, packages: [] });
  });

  test('a good one is taken in, installed in order, and closed after a day: then the key is forgotten', async () => {
    const { rack, id } = await crossed();
    const { trips } = rack;
    rack.scene.packages = arrived(rack);
    expect(await trips.import(id, '/media/one', author)).toMatchObject({ state: 'verified', bundle: { sequence: 4 } });
    expect(() => trips.installed(id, 'product-24', 'done', author)).toThrow(illegal(/base-7/));
    expect(trips.installed(id, 'base-7', 'failed', author).state).toBe('verified');
    expect(trips.installed(id, 'base-7', 'done', author).state).toBe('base-installed');
    expect(trips.backup(id, author).state).toBe('backed-up');
    expect(trips.installed(id, 'product-24', 'done', author).state).toBe('product-installed');
    trips.clientWait(id, author);
    expect(() => trips.close(id, author)).toThrow(illegal(/24 hours/));
    expect(rack.vault.get(`download-key/${id}`)).not.toBe(null);
    await rack.clock.advance(24 * 3_600_000);
    expect(trips.close(id, author).state).toBe('closed');
    expect([rack.vault.get(`download-key/${id}`), rack.vault.get(`request/${id}`)]).toEqual([null, null]);
    expect(rack.what().slice(-2)).toEqual(['client-wait', 'closed']);
    expect(() => trips.revealKey(id, author)).toThrow(code('no-key'));
  });

  test('the bundle of the last round is what the next one is held against', async () => {
    const { rack, id } = await crossed();
    rack.scene.packages = arrived(rack);
    await rack.trips.import(id, '/media/one', author);
    const trip = rack.table.get(id);
    if (trip) rack.table.put({ ...trip, state: 'closed' });
    const next = await withKey(rack, KEY_2);
    await rack.trips.request(next, null, author);
    await rack.trips.import(next, '/media/one', author);
    expect(rack.scene.sequence).toEqual([null, 4]);
  });
});

describe('work', () => {
  const busy = async () => {
    const { desk, id } = await crossed();
    desk.trips.submitted(id, author);
    desk.trips.offer(id, OFFERED, author);
    const free = Promise.withResolvers<void>();
    desk.scene.hold = free.promise;
    const taking = desk.trips.take(id, 'base-7', '/downloads/base-7', author);
    // A rejection that comes before a test looks at it is not one that nobody looks at.
    taking.catch(() => undefined);
    await expect.poll(() => desk.scene.seen).not.toBe(null);
    return { desk, id, free, taking };
  };

  test('is done once at a time for a package', async () => {
    const { desk, id, free, taking } = await busy();
    await expect(desk.trips.take(id, 'base-7', '/downloads/base-7', author)).rejects.toThrow(code('trip-busy'));
    free.resolve();
    await taking;
    expect(desk.what().filter((what) => what === 'copy')).toHaveLength(1);
  });

  test('that was begun ends with the program', async () => {
    const { desk, taking } = await busy();
    desk.trips.stop();
    await expect(taking).rejects.toThrow(code('cancelled'));
  });

  test('that was stopped leaves nothing in the record, and can be done again', async () => {
    const { desk, id, taking } = await busy();
    desk.trips.cancel(id);
    await expect(taking).rejects.toThrow(code('cancelled'));
    expect(desk.trips.get(id).packages).toMatchObject([{ copies: [] }, { copies: [] }]);
    desk.scene.hold = null;
    await desk.trips.take(id, 'base-7', '/downloads/base-7', author);
    expect(desk.trips.get(id).packages).toMatchObject([{ copies: [{ place: 'store' }] }, { copies: [] }]);
  });
});

describe('custody and media', () => {
  test('hand-overs are numbered and dated', async () => {
    const { desk, id } = await crossed();
    const hop = {
      person: 'Carla',
      role: 'courier',
      from: 'Anna',
      to: 'Carla',
      medium: null,
      seal: 'A-1',
      note: '',
    } as const;
    desk.trips.hop(id, hop, author);
    expect(desk.trips.hop(id, hop, author).custody).toMatchObject([{ n: 1 }, { n: 2, at: desk.at(), signedBy: null }]);
  });

  test('a wipe is written down with its round; without that round nothing is wiped', async () => {
    const { desk, id } = await crossed();
    await expect(desk.trips.wipe('/media/one', 'rt-nobody', author)).rejects.toThrow(code('not-found'));
    expect(desk.scene.wipes).toEqual([]);
    expect(await desk.trips.wipe('/media/one', id, author)).toEqual({ wiped: ['request-1.ur.txt'] });
    expect(desk.what().at(-1)).toBe('wiped request-1.ur.txt on /media/one');
  });
});
