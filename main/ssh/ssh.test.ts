import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { seeded } from '../ports/seeded.ts';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { SshError } from './error.ts';
import { hostKeyOf, parsePin } from './host-key.ts';
import { readHostKey, Ssh, type SshOptions } from './ssh.ts';
import { type Connection, Server, type ServerChannel, utils } from './ssh2.ts';
import type { StreamPort } from './stream.ts';
import { pipe } from './testing/pipe.ts';

const PASSWORD = 'Kalt-und-Nass-9';
const newKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }).toString();
const KEYS = { a: newKey(), b: newKey() };

const fingerprint = (key: string): string => {
  const parsed = utils.parseKey(key);
  if (parsed instanceof Error || Array.isArray(parsed)) throw new Error('one key was expected');
  return hostKeyOf(parsed.getPublicSSH()).fingerprint;
};

interface Script {
  algorithms?: object;
  key?: string;
  exec?: (channel: ServerChannel, command: string, connection: Connection) => void;
  refuseExec?: boolean;
}

/** An SSH server at the other end of a pipe in memory: what it was asked, and how often somebody came. */
function server(script: Script = {}) {
  const seen = { connections: 0, passwords: [] as string[], commands: [] as string[] };
  const ssh = new Server({ hostKeys: [script.key ?? KEYS.a], algorithms: script.algorithms ?? {} }, (connection) => {
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (context.method !== 'password') return context.reject(['password']);
      seen.passwords.push(context.password);
      if (context.password === PASSWORD) context.accept();
      else context.reject(['password']);
    });
    connection.on('session', (accept) =>
      accept().on('exec', (acceptExec, reject, { command }) => {
        seen.commands.push(command);
        if (script.refuseExec) return reject();
        script.exec?.(acceptExec(), command, connection);
      }),
    );
  });
  const streams: StreamPort = {
    open: async () => {
      seen.connections++;
      const [near, far] = pipe();
      (ssh as unknown as { injectSocket(socket: unknown): void }).injectSocket(far);
      return near;
    },
  };
  return { seen, streams };
}

const options = (streams: StreamPort, more: Partial<SshOptions> = {}): SshOptions => ({
  host: 'idrac.test',
  user: 'root',
  password: PASSWORD,
  pin: null,
  streams,
  ...more,
});

const say = (text: string) => (channel: ServerChannel) => {
  channel.write(text);
  channel.stderr.write('warned');
  channel.exit(3);
  channel.end();
};

const failure = async (promise: Promise<unknown>): Promise<SshError> => {
  const error = await promise.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(SshError);
  return error as SshError;
};

test('output, errors and status of a command; one connection for many', async () => {
  const { seen, streams } = server({ exec: say('hello') });
  await using ssh = new Ssh(options(streams));
  for (let i = 0; i < 3; i++) {
    const { stdout, stderr, exitCode } = await ssh.exec('racadm x', { timeoutMs: 5000 });
    expect([stdout.toString(), stderr.toString(), exitCode]).toEqual(['hello', 'warned', 3]);
  }
  expect(seen).toMatchObject({ connections: 1, commands: ['racadm x', 'racadm x', 'racadm x'] });
  expect(ssh.hostKey).toEqual({ type: 'ecdsa-sha2-nistp256', fingerprint: fingerprint(KEYS.a) });
});

test('a wrong password leaves once, whatever is called afterwards', async () => {
  const { seen, streams } = server({ exec: say('never') });
  await using ssh = new Ssh(options(streams, { password: 'Falsch-77' }));
  for (let i = 0; i < 3; i++)
    expect(await failure(ssh.exec('racadm x', { timeoutMs: 5000 }))).toMatchObject({ code: 'auth' });
  expect(seen).toMatchObject({ connections: 1, passwords: ['Falsch-77'], commands: [] });
});

test('another host key than the pinned one: both are named, no password leaves, and that is final', async () => {
  const { seen, streams } = server({ key: KEYS.b });
  await using ssh = new Ssh(options(streams, { pin: fingerprint(KEYS.a) }));
  const error = await failure(ssh.connect());
  expect(error.code).toBe('host-key');
  expect(error.message).toContain(fingerprint(KEYS.a));
  expect(error.message).toContain(fingerprint(KEYS.b));
  expect(await failure(ssh.exec('x', { timeoutMs: 1 }))).toBe(error);
  expect(seen).toMatchObject({ connections: 1, passwords: [] });
});

test('the first key seen is the only one from then on', async () => {
  const first = server({ exec: (_channel, _command, connection) => connection.end() });
  const second = server({ key: KEYS.b });
  let open = first.streams;
  await using ssh = new Ssh(options({ open: (...args) => open.open(...args) }));
  expect(await failure(ssh.exec('x', { timeoutMs: 5000 }))).toMatchObject({ code: 'closed', sent: true });
  open = second.streams;
  expect(await failure(ssh.connect())).toMatchObject({ code: 'host-key' });
  expect(second.seen.passwords).toEqual([]);
});

test('the host key can be read without a login', async () => {
  const { seen, streams } = server();
  expect(await readHostKey(options(streams))).toEqual({
    type: 'ecdsa-sha2-nistp256',
    fingerprint: fingerprint(KEYS.a),
  });
  expect(seen.passwords).toEqual([]);
});

test('a refused channel and a lost one', async () => {
  const refusing = server({ refuseExec: true });
  await using one = new Ssh(options(refusing.streams));
  expect(await failure(one.exec('x', { timeoutMs: 5000 }))).toMatchObject({ code: 'refused', sent: true });
  const dropping = server({
    exec: (channel, _command, connection) => {
      channel.write('half of');
      connection.end();
    },
  });
  await using two = new Ssh(options(dropping.streams));
  expect(await failure(two.exec('x', { timeoutMs: 5000 }))).toMatchObject({ code: 'closed', sent: true });
  expect(dropping.seen.commands).toEqual(['x']);
});

test('too much output is not taken', async () => {
  const { streams } = server({
    exec: (channel) => {
      const pour = () => {
        while (channel.writable && channel.write(Buffer.alloc(32_768)));
      };
      channel.on('drain', pour);
      pour();
    },
  });
  await using ssh = new Ssh(options(streams));
  expect(await failure(ssh.exec('x', { timeoutMs: 60_000 }))).toMatchObject({ code: 'too-large', sent: true });
});

test('a server that says nothing, and a command that does not end', async () => {
  const clock = new SimulatedClock();
  const [near] = pipe();
  await using mute = new Ssh(options({ open: async () => near }, { clock }));
  expect(await failure(clock.run(mute.connect()))).toMatchObject({ code: 'timeout', sent: false });
  expect(clock.monotonic()).toBe(30_000);

  let began: () => void = () => undefined;
  const running = new Promise<void>((resolve) => {
    began = resolve;
  });
  const { seen, streams } = server({ exec: () => began() });
  await using stalled = new Ssh(options(streams, { clock }));
  const waiting = failure(stalled.exec('x', { timeoutMs: 120_000 }));
  await running;
  await clock.advance(120_000);
  expect(await waiting).toMatchObject({ code: 'timeout', sent: true });
  expect(seen.commands).toEqual(['x']);
});

test('given up by the caller', async () => {
  const { streams } = server({ exec: () => undefined });
  await using ssh = new Ssh(options(streams));
  await expect(ssh.connect(AbortSignal.abort(new Error('changed my mind')))).rejects.toThrow('changed my mind');
  await ssh.connect();
  const controller = new AbortController();
  const waiting = ssh.exec('x', { timeoutMs: 60_000, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('closed while connecting, and while a command runs', async () => {
  const [near] = pipe();
  const connecting = new Ssh(options({ open: async () => near }));
  const first = failure(connecting.connect());
  await connecting.close();
  expect(await first).toMatchObject({ code: 'usage', sent: false });

  let began: () => void = () => undefined;
  const running = new Promise<void>((resolve) => {
    began = resolve;
  });
  const busy = new Ssh(options(server({ exec: () => began() }).streams));
  const second = failure(busy.exec('x', { timeoutMs: 60_000 }));
  await running;
  await busy.close();
  expect(await second).toMatchObject({ code: 'closed', sent: true });
});

test('what is at the other end need not be SSH', async () => {
  const random = seeded(22);
  const talks = [
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    'SSH-1.5-old\r\n',
    'SSH-2.0-x\r\n\xff\xff\xff\xff garbage garbage',
    ...Array.from({ length: 30 }, () => String.fromCharCode(...Array.from({ length: 60 }, () => random() * 256))),
    '',
  ];
  const codes = new Set<string>();
  for (const talk of talks) {
    const [near, far] = pipe();
    far.resume();
    far.end(Buffer.from(talk, 'latin1'));
    await using ssh = new Ssh(options({ open: async () => near }));
    const error = await failure(ssh.connect());
    expect(error.message).not.toContain(PASSWORD);
    codes.add(error.code);
  }
  expect([...codes].every((code) => ['protocol', 'session-limit', 'closed'].includes(code))).toBe(true);
});

test('closed is closed; a bad pin is told at once', async () => {
  const { seen, streams } = server();
  const ssh = new Ssh(options(streams));
  await ssh.close();
  expect(await failure(ssh.connect())).toMatchObject({ code: 'usage' });
  expect(seen.connections).toBe(0);
  expect(() => new Ssh(options(streams, { pin: 'ab:cd' }))).toThrow('no SHA-256 fingerprint');
  expect(parsePin(` ${fingerprint(KEYS.a)}= `)).toBe(fingerprint(KEYS.a));
  expect(hostKeyOf(Buffer.alloc(2)).type).toBe('unknown');
});

// Under the guard of the unit tests, so with what Electron's BoringSSL has: no group `modp2`, for one.
test.each([
  ['diffie-hellman-group1-sha1', 'aes128-cbc', 'hmac-sha1'],
  ['diffie-hellman-group14-sha1', '3des-cbc', 'hmac-md5'],
  ['diffie-hellman-group1-sha1', 'aes256-cbc', 'hmac-sha1-96'],
])('outdated %s, %s, %s: by consent only', async (kex, cipher, hmac) => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const { seen, streams } = server({
    key: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    algorithms: { kex: [kex], cipher: [cipher], hmac: [hmac], serverHostKey: ['ssh-rsa'] },
    exec: say('hello'),
  });
  await using strict = new Ssh(options(streams));
  expect(await failure(strict.connect())).toMatchObject({ code: 'legacy' });
  expect(seen.passwords).toEqual([]);
  await using lenient = new Ssh(options(streams, { legacyConsent: true }));
  expect((await lenient.exec('x', { timeoutMs: 5000 })).stdout.toString()).toBe('hello');
});
