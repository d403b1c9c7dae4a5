/** The commands of Remote Support on loopback TLS, and what is not one of its answers. */
import { describe, expect, it } from 'vitest';
import { systemClock as clock } from '../../ports/clock.ts';
import { endpoint } from '../endpoint.ts';
import { sending } from '../sent.ts';
import { http, type TestServer, tlsServer } from '../testing/server.ts';
import { rsApiInfo, rsBackup, rsHealth, rsSetFailoverRole } from './client.ts';

const xml = (body: string, code = 200) => http(body, `HTTP/1.1 ${code} Status\r\ncontent-type: text/xml`);
const at = (server: TestServer) => [endpoint('rs-a', server.url), server.pin, 'TOKEN'] as const;
const role = (server: TestServer, syncFirst = false) =>
  sending((onSending) => rsSetFailoverRole(...at(server), { role: 'backup', syncFirst }, { clock, onSending }));

describe('set_failover_role', () => {
  it('goes as a form, never by force, with the token in a header and nothing in the address', async () => {
    await using server = await tlsServer((socket) => socket.end(xml('<success>Successfully changed role.</success>')));
    expect(await role(server, true)).toEqual({ kind: 'accepted' });
    expect(server.received()).toMatch(/^POST \/api\/command HTTP/);
    expect(server.received()).toContain('authorization: Bearer TOKEN');
    expect(server.received()).toMatch(/connection: close/i);
    expect(server.received()).toMatch(/action=set_failover_role&role=backup&data_sync_first=1$/);
    expect(server.received()).not.toContain('force');
  });

  it.each([
    ['an error of the API', xml('<error>Role change is not possible.</error>'), 'rejected'],
    ['a token that has ended', xml('', 401), 'rejected'],
    ['an account without the right', xml('', 403), 'rejected'],
    ['an error inside', xml('', 500), 'lost'],
    ['a page', xml('<html><body>Log in</body></html>'), 'rejected'],
    ['half an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n<success>Succ', 'lost'],
    ['half an element', xml('<success>Successfully changed'), 'lost'],
  ])('%s', async (_what, reply, kind) => {
    await using server = await tlsServer((socket) => socket.end(reply));
    expect((await role(server)).kind).toBe(kind);
  });

  it('to another certificate sends no token', async () => {
    await using server = await tlsServer((socket) => socket.end(xml('')));
    const [where, , token] = at(server);
    const order = { role: 'primary', syncFirst: false } as const;
    await expect(rsSetFailoverRole(where, `${'AA:'.repeat(31)}AA`, token, order, { clock })).rejects.toMatchObject({
      code: 'wrong-pin',
    });
    expect(server.received()).not.toContain('TOKEN');
  });
});

describe('readings', () => {
  it.each([
    ['an ended token', xml('', 401), 'session-expired'],
    ['an error inside', xml('', 502), 'server-error'],
    ['an error of the API', xml('<error>Permission denied.</error>'), 'rejected'],
    ['half an answer', xml('<health_check><version>24'), 'malformed'],
    ['no XML', http('{}'), 'malformed'],
  ])('%s', async (_what, reply, code) => {
    await using one = await tlsServer((socket) => socket.end(reply));
    await expect(rsHealth(...at(one), { clock })).rejects.toMatchObject({ code });
    await using other = await tlsServer((socket) => socket.end(reply));
    await expect(rsApiInfo(...at(other), { clock })).rejects.toMatchObject({ code });
  });
});

describe('a backup', () => {
  const fetched = async (reply: string) => {
    await using server = await tlsServer((socket) => socket.end(reply, 'latin1'));
    const got: Buffer[] = [];
    const size = await rsBackup(...at(server), async (chunk) => void got.push(chunk), { clock });
    return { size, text: Buffer.concat(got).toString('latin1') };
  };
  const file = (body: string, type = 'application/octet-stream', code = 200) =>
    http(body, `HTTP/1.1 ${code} Status\r\ncontent-type: ${type}`);

  it('is handed on as it comes', async () => {
    expect(await fetched(file('PK\x03\x04rest'))).toEqual({ size: 8, text: 'PK\x03\x04rest' });
  });

  it.each([
    ['empty', file(''), 'malformed'],
    ['a page', file('<!doctype html>', 'text/html'), 'malformed'],
    ['an error text under a wrong type', file('<error>no</error>'), 'malformed'],
    ['refused', file('', 'text/xml', 403), 'session-expired'],
    ['not there', file('', 'text/xml', 404), 'not-supported'],
    ['cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nPK', 'dropped'],
  ])('%s is none', async (_what, reply, code) => {
    await expect(fetched(reply)).rejects.toMatchObject({ code });
  });
});
