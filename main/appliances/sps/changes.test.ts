/** The calls of SPS that change something, against a server that answers as documented (appliances.md §1.3, §1.6) or not. */
import { describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../ports/clock.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { sending } from '../sent.ts';
import { http, type TestServer, tlsServer } from '../testing/server.ts';
import { SpsClient } from './client.ts';

const PASSWORD = 'Wolke+Sieben-7';
const LOGIN = 'HTTP/1.1 200 OK\r\nset-cookie: session_id=abc; path=/';
const status = (code: number) => `HTTP/1.1 ${code} Status\r\ncontent-type: application/json`;

/** Replies one after the other, each on its own connection; the first is for the login. */
async function sps(...replies: (string | null)[]): Promise<TestServer & { client: SpsClient; requests(): string[] }> {
  const seen: string[] = [];
  const server = await tlsServer((socket, request) => {
    const reply = [http('{}', LOGIN), ...replies][seen.push(request) - 1];
    if (reply === null || reply === undefined) socket.destroy();
    else socket.end(reply, 'latin1');
  }, true);
  const client = new SpsClient({ device: 'sps-a', url: server.url, pin: server.pin, clock });
  await client.login('admin', Buffer.from(PASSWORD));
  return { ...server, client, requests: () => seen.slice(1).map((text) => text.split('\r\n')[0] ?? '') };
}
const image = (content = 'firmware') => ({
  name: 'sps.iso',
  size: content.length,
  async *open() {
    yield Buffer.from(content);
  },
});
const upload = (client: SpsClient) => sending((onSending) => client.uploadFirmware(image(), undefined, onSending));
const upgrade = (client: SpsClient) => sending((onSending) => client.upgrade('2', 'why', onSending));

describe('an upload', () => {
  it('goes as multipart, with the session and no password', async () => {
    await using server = await sps(http('{}'));
    expect(await upload(server.client)).toEqual({ kind: 'accepted' });
    const sent = server.received().split('POST ')[1] ?? '';
    expect(sent).toMatch(/^\/api\/upload\/firmware HTTP/);
    expect(sent).toMatch(/content-type: multipart\/form-data; boundary=rackhand-/i);
    expect(sent).toContain('cookie: session_id=abc');
    expect(sent).not.toContain(Buffer.from(PASSWORD).toString('base64'));
  });

  it('goes raw after a reply that did not understand the form, and only then', async () => {
    await using other = await sps(http('{}', status(415)), http('{}'));
    expect(await upload(other.client)).toEqual({ kind: 'accepted' });
    expect(other.received()).toMatch(/content-type: application\/x-iso9660-image/i);
    expect(other.requests()).toHaveLength(2);
    for (const final of [401, 403, 409, 413, 500]) {
      await using server = await sps(http('{}', status(final)));
      expect((await upload(server.client)).kind, String(final)).toBe(final === 500 ? 'lost' : 'rejected');
      expect(server.requests()).toHaveLength(1);
    }
  });

  it('that is cut off is lost; one to another certificate never left', async () => {
    await using server = await sps(null);
    expect(await upload(server.client)).toMatchObject({ kind: 'lost' });
    const stranger = new SpsClient({ device: 'sps-a', url: server.url, pin: `${'AA:'.repeat(31)}AA`, clock });
    expect(await upload(stranger)).toMatchObject({ kind: 'not-sent', error: { code: 'wrong-pin' } });
    expect(server.requests()).toHaveLength(1);
  });

  it('that is slow lives as long as it moves, and ends when it stands still', async () => {
    const simulated = new SimulatedClock();
    await using server = await tlsServer((socket) => socket.on('data', () => undefined));
    const client = new SpsClient({ device: 'sps-a', url: server.url, pin: server.pin, clock: simulated });
    const went: number[] = [];
    async function* slow() {
      for (let part = 0; part < 3; part += 1) {
        yield Buffer.alloc(10);
        await simulated.advance(9 * 60_000);
      }
      await new Promise(() => undefined);
    }
    const file = { name: 'sps.iso', size: 1_000, open: slow };
    const sent = sending((onSending) => client.uploadFirmware(file, (bytes) => went.push(bytes), onSending));
    await expect.poll(() => went.at(-1)).toBe(30);
    await simulated.advance(11 * 60_000);
    expect(await sent).toMatchObject({ kind: 'lost', reason: expect.stringContaining('no complete reply') });
  });
});

describe('an upgrade', () => {
  it('names the slot by its key and why', async () => {
    await using server = await sps(http('{"key":"1","body":{"test_summary":"ok"}}'));
    expect(await upgrade(server.client)).toEqual({ kind: 'accepted' });
    expect(server.received()).toContain('{"slot_id":"2","message":"why"}');
  });

  it.each([
    ['a failed test', http('{"error":{"type":"FirmwareTestFailed"}}', status(400)), 'rejected'],
    ['an empty slot', http('{"error":{"type":"ResourceNotFound"}}', status(404)), 'rejected'],
    ['an ended session', http('{}', status(401)), 'rejected'],
    ['an error inside', http('oops', status(500)), 'lost'],
    [
      'a failed test with the status of an error inside',
      http('{"error":{"type":"FirmwareTestFailed"}}', status(500)),
      'rejected',
    ],
    ['an error inside that has a name', http('{"error":{"type":"InternalError"}}', status(500)), 'lost'],
    ['a page while it starts', http('<html>', status(503)), 'lost'],
    ['half a reply', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"key"', 'lost'],
    ['no reply', null, 'lost'],
  ])('%s', async (_what, reply, kind) => {
    await using server = await sps(reply);
    expect((await upgrade(server.client)).kind).toBe(kind);
    expect(server.requests()).toHaveLength(1);
  });
});

describe('a support bundle', () => {
  const BUNDLE = '/api/troubleshooting/support-bundle';
  const state = (word: string) => http(JSON.stringify({ body: { status: word } }));

  it('is made, waited for, downloaded and deleted', async () => {
    await using server = await sps(...[http('{"key":"k-1"}'), state('finished'), http('tar and gzip'), http('{}')]);
    const got: Buffer[] = [];
    const key = await server.client.createBundle();
    await server.client.downloadBundle(key, async (chunk) => void got.push(chunk));
    expect(Buffer.concat(got).toString()).toBe('tar and gzip');
    expect(server.requests()).toEqual([
      ...[`POST ${BUNDLE} HTTP/1.1`, `GET ${BUNDLE}/k-1 HTTP/1.1`],
      ...[`GET ${BUNDLE}/k-1/download HTTP/1.1`, `DELETE ${BUNDLE}/k-1 HTTP/1.1`],
    ]);
  });

  it.each([
    ['failed on the appliance', [http('{"key":"k"}'), state('failed')], 'rejected'],
    [
      'cut off',
      [http('{"key":"k"}'), state('finished'), 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'],
      'dropped',
    ],
    ['gone', [http('{"key":"k"}'), state('finished'), http('{}', status(404))], 'not-supported'],
    ['with a key that is a path', [http('{"key":"../../users"}')], 'malformed'],
  ])('%s is an error', async (_what, replies, code) => {
    await using server = await sps(...replies);
    const whole = server.client.createBundle().then((key) => server.client.downloadBundle(key, async () => undefined));
    await expect(whole).rejects.toMatchObject({ code });
  });

  it('that cannot be written here is an error of this side', async () => {
    await using server = await sps(http('{"key":"k"}'), state('finished'), http('x'));
    const full = () => Promise.reject(new Error('ENOSPC'));
    const whole = server.client.createBundle().then((key) => server.client.downloadBundle(key, full));
    await expect(whole).rejects.toMatchObject({ code: 'file' });
  });
});

describe('the configuration cluster', () => {
  it.each([
    [
      { items: [{ body: { sync_status: 'n/a', configuration_sync: { issues: [] } } }] },
      { nodes: 1, issues: 0, synced: true },
    ],
    [
      { items: [{ sync_status: 'pending', configuration_sync: { issues: { a: 1 } } }] },
      { nodes: 1, issues: 1, synced: false },
    ],
    [{ items: [{ body: {} }] }, { nodes: 1, issues: null, synced: null }],
  ])('%j', async (reply, expected) => {
    await using server = await sps(http(JSON.stringify(reply)));
    expect(await server.client.cluster()).toEqual(expected);
  });
});
