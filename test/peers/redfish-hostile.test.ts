import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DELL_MESSAGES } from '../../main/idrac/redfish/messages.ts';
import { Redfish } from '../../main/redfish/client.ts';
import { readMembers } from '../../main/redfish/collection.ts';
import { RedfishError } from '../../main/redfish/error.ts';
import { patch } from '../../main/redfish/resources/patch.ts';
import { readSystems, system } from '../../main/redfish/resources/system.ts';
import type { ChangeResult } from '../../main/redfish/service.ts';
import { type StaticRedfish, type StaticReply, staticRedfish } from './support/redfish-static.ts';

const PASSWORD = 'Sehr-Geheim-42';
const RESOURCES = new Map<string, unknown>([
  [
    '/redfish/v1',
    {
      RedfishVersion: '1.9.0',
      Systems: { '@odata.id': '/redfish/v1/Systems' },
      Links: { Sessions: { '@odata.id': '/redfish/v1/Sessions' } },
    },
  ],
  ['/redfish/v1/Systems', { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] }],
  ['/redfish/v1/Systems/1', { PowerState: 'On', SKU: 'ABC1234' }],
]);
const RESET = '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset';
const SYSTEM = '/redfish/v1/Systems/1';

type Instead = (method: string, path: string) => StaticReply | 'hang-up' | null;
async function hostile(instead: Instead) {
  const server = await staticRedfish(RESOURCES, (request, path) => {
    const own = instead(request.method ?? '', path);
    if (own !== 'hang-up') return own;
    request.socket.destroy();
    return { status: 200 };
  });
  const service = client(server);
  return {
    server,
    service,
    reset: () => service.act({ method: 'POST', link: RESET, json: { ResetType: 'ForceRestart' } }),
    [Symbol.asyncDispose]: async () => {
      await service.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
const client = (server: StaticRedfish, more: object = {}) =>
  new Redfish({
    device: 'dell',
    url: server.url,
    pin: server.pin,
    user: 'root',
    password: Buffer.from(PASSWORD),
    known: DELL_MESSAGES,
    readAttempts: 1,
    ...more,
  });
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RedfishError)) throw new Error(`no RedfishError: ${inspect(error)}`);
  expect(inspect(error, { depth: 9 }), 'a secret in an error').not.toContain(PASSWORD);
  return error.code;
};
const posts = (server: StaticRedfish, path: string) => server.asked.filter((line) => line === `POST ${path}`).length;

describe('reading from a service that misbehaves', () => {
  it.each([
    ['half a JSON', { status: 200, body: '{"PowerState":"O' }, 'malformed'],
    ['no JSON', { status: 200, body: '<html>starting</html>' }, 'malformed'],
    ['an array', { status: 200, body: '[]' }, 'malformed'],
    ['depth', { status: 200, body: `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}` }, 'malformed'],
    ['12 MB', { status: 200, body: JSON.stringify('x'.repeat(12 << 20)) }, 'too-large'],
    [
      'a redirect to another host',
      { status: 302, headers: { location: 'https://evil.example/redfish/v1' } },
      'redirect',
    ],
    ['a redirect on the same host', { status: 308, headers: { location: '/redfish/v1/x' } }, 'redirect'],
    ['forbidden', { status: 403 }, 'forbidden'],
    ['not there', { status: 404 }, 'not-supported'],
    ['busy', { status: 503 }, 'starting'],
    ['an error without sense', { status: 500, body: 'null' }, 'starting'],
    ['a teapot', { status: 418 }, 'rejected'],
    ['a hang-up', 'hang-up', 'dropped'],
  ] as const)('%s is a clear error', async (_what, reply, code) => {
    await using it = await hostile((_method, path) => (path === SYSTEM ? reply : null));
    expect(await codeOf(readSystems(it.service))).toBe(code);
  });

  it('401 without end: two logins, no more', async () => {
    await using it = await hostile((_method, path) => (path === SYSTEM ? { status: 401 } : null));
    expect(await codeOf(readSystems(it.service))).toBe('session-expired');
    expect(posts(it.server, '/redfish/v1/Sessions')).toBe(2);
  });

  it('401 in the middle: logged in anew, read again', async () => {
    let times = 0;
    await using it = await hostile((_method, path) => (path === SYSTEM && times++ === 0 ? { status: 401 } : null));
    expect((await readSystems(it.service))[0]?.sku).toBe('ABC1234');
  });

  it('links to another host are not followed, and the token stays', async () => {
    await using elsewhere = await staticRedfish(RESOURCES);
    const members = [{ '@odata.id': `${elsewhere.url}/redfish/v1/Systems/1` }];
    const body = JSON.stringify({ Members: members });
    await using it = await hostile((_method, path) => (path === '/redfish/v1/Systems' ? { status: 200, body } : null));
    expect(await codeOf(readSystems(it.service))).toBe('foreign-link');
    expect(elsewhere.asked).toEqual([]);
  });

  it('a collection that never ends, ends', async () => {
    let page = 0;
    await using it = await hostile((_method, path) => {
      if (path !== '/redfish/v1/Systems') return null;
      page += 1;
      const next = `/redfish/v1/Systems?$skip=${page}`;
      return {
        status: 200,
        body: JSON.stringify({ Members: [{ SKU: 'A', Name: 'n' }], 'Members@odata.nextLink': next }),
      };
    });
    expect(await readMembers(it.service, '/redfish/v1/Systems', system, 50)).toHaveLength(50);
  });

  it.each([
    ['no token', { status: 201, body: '{}' }],
    ['a token that breaks the header', { status: 201, headers: { 'x-auth-token': 'a b' } }],
  ] as const)('a login with %s is none', async (_what, reply) => {
    await using it = await hostile((_method, path) => (path.endsWith('/Sessions') ? reply : null));
    expect(await codeOf(readSystems(it.service))).toBe('malformed');
  });

  it('a session under a foreign name is ended here, and nothing goes there', async () => {
    await using elsewhere = await staticRedfish(RESOURCES);
    const headers = { 'x-auth-token': 'abc', location: `${elsewhere.url}/redfish/v1/Sessions/9` };
    const body = JSON.stringify({ '@odata.id': '/redfish/v1/Sessions/9' });
    const own = { status: 200, body: JSON.stringify(RESOURCES.get(SYSTEM)) };
    await using it = await hostile((method, path) =>
      method === 'POST' ? { status: 201, headers, body } : path === SYSTEM ? own : null,
    );
    await it.service.get(SYSTEM);
    await it.service.close();
    expect(it.server.asked.at(-1)).toBe('DELETE /redfish/v1/Sessions/9');
    expect(elsewhere.asked).toEqual([]);
  });

  it('a login that repeats the password in its error does not tell it', async () => {
    const info = { MessageId: 'Base.1.8.AccessDenied', Message: `No entry with ${PASSWORD}.`, Severity: 'Critical' };
    const body = JSON.stringify({ error: { '@Message.ExtendedInfo': [info], message: PASSWORD } });
    await using it = await hostile((_method, path) => (path.endsWith('/Sessions') ? { status: 400, body } : null));
    expect(await codeOf(readSystems(it.service))).toBe('login-refused');
    expect(await codeOf(readSystems(it.service))).toBe('login-refused');
    expect(posts(it.server, '/redfish/v1/Sessions')).toBe(1);
  });

  it('a service without sessions is asked with basic authentication', async () => {
    await using it = await hostile((_method, path) => (path.endsWith('/Sessions') ? { status: 405 } : null));
    // The recording wants a token, so this also shows the refusal of a password that came that way.
    expect(await codeOf(readSystems(it.service))).toBe('login-refused');
    expect(await codeOf(readSystems(it.service))).toBe('login-refused');
    expect(it.server.asked.filter((line) => line === 'GET /redfish/v1/Systems')).toHaveLength(1);
  });

  it('another certificate than the pinned one gets nothing', async () => {
    await using server = await staticRedfish(RESOURCES);
    await using service = client(server, { pin: '00'.repeat(32) });
    expect(await codeOf(readSystems(service))).toBe('wrong-pin');
    await using unpinned = client(server, { pin: null });
    expect(await codeOf(readSystems(unpinned))).toBe('no-pin');
    expect(server.asked).toEqual(['GET /redfish/v1']);
  });
});

describe('changing a service that misbehaves', () => {
  const kinds: [string, StaticReply | 'hang-up', ChangeResult['kind'], string | null][] = [
    ['204', { status: 204 }, 'accepted', null],
    ['202 with a foreign Location', { status: 202, headers: { location: 'https://evil.example/t' } }, 'accepted', null],
    ['half a JSON', { status: 200, body: '{"a' }, 'accepted', null],
    ['400', { status: 400 }, 'rejected', 'rejected'],
    ['401', { status: 401 }, 'rejected', 'session-expired'],
    ['a redirect', { status: 307, headers: { location: 'https://evil.example/' } }, 'rejected', 'redirect'],
    ['503', { status: 503 }, 'rejected', 'starting'],
    ['500', { status: 500 }, 'lost', null],
    ['a hang-up', 'hang-up', 'lost', null],
    ['12 MB', { status: 200, body: 'x'.repeat(12 << 20) }, 'lost', null],
  ];
  it.each(kinds)('%s: sent once, and %s', async (_what, reply, kind, code) => {
    await using it = await hostile((_method, path) => (path === RESET ? reply : null));
    const result = await it.reset();
    expect(result.kind).toBe(kind);
    if (result.kind === 'rejected') expect(result.error.code).toBe(code);
    if (result.kind === 'accepted') expect(result.reply.location).toBeNull();
    if (result.kind === 'lost') expect(result.reason).toContain('read the state back');
    expect(posts(it.server, RESET)).toBe(1);
    expect(inspect(result, { depth: 9 })).not.toContain(PASSWORD);
  });

  it('what could not be sent says so', async () => {
    await using it = await hostile((_method, path) => (path.endsWith('/Sessions') ? 'hang-up' : null));
    expect(await it.reset()).toMatchObject({ kind: 'not-sent', error: { code: 'dropped' } });
    const foreign = await it.service.act({ method: 'POST', link: 'https://evil.example/x', json: {} });
    expect(foreign).toMatchObject({ kind: 'not-sent', error: { code: 'foreign-link' } });
    expect(posts(it.server, RESET)).toBe(0);
  });

  it('a new password that comes back in the error is not told, nor one that is quoted', async () => {
    const secret = 'Neu-"Wort"-9';
    const info = {
      MessageId: 'Base.1.8.PropertyValueFormatError',
      Message: `The value ${secret} is bad.`,
      MessageArgs: [secret],
    };
    const body = JSON.stringify({ error: { '@Message.ExtendedInfo': [info] } });
    await using it = await hostile((method) => (method === 'PATCH' ? { status: 400, body } : null));
    const result = await patch(it.service, SYSTEM, { Password: secret });
    expect(result).toMatchObject({ kind: 'rejected' });
    expect(inspect(result, { depth: 9 })).not.toContain('Wort');
  });

  it('an outdated ETag is read again once, and never more', async () => {
    const tags: unknown[] = [];
    await using server = await staticRedfish(RESOURCES, (request, path) => {
      if (path !== SYSTEM) return null;
      if (request.method === 'GET') return { status: 200, body: '{}', headers: { etag: `W/"gen-${tags.length}"` } };
      tags.push(request.headers['if-match']);
      return { status: 412 };
    });
    await using service = client(server);
    const result = await patch(service, SYSTEM, { AssetTag: 'x' });
    expect(result).toMatchObject({ kind: 'rejected', error: { code: 'precondition' } });
    expect(tags).toEqual(['W/"gen-0"', 'W/"gen-1"']);
  });
});
