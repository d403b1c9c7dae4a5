/** racadm over a real OpenSSH server, whose forced command prints what iDRACs have printed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getversion } from '../../main/idrac/racadm/commands/getversion.ts';
import { racadmOverSsh } from '../../main/idrac/racadm/racadm.ts';
import * as samples from '../../main/idrac/racadm/testing/samples.ts';
import { SshError } from '../../main/ssh/error.ts';
import { readHostKey, type SshOptions } from '../../main/ssh/ssh.ts';
import { type Sshd, startSshd } from './support/sshd.ts';

const PASSWORD = 'Wolke+Sieben-7';
const WRONG = 'Falsch+Geraten-1';
const MODIFIED = 'Object value modified successfully\n';

const recorded = {
  'racadm getsvctag': 'ABC1234\n',
  'racadm getsysinfo': `${samples.SYSINFO_IDRAC8}\nWARNING: Default password is configured.\n`,
  'racadm getniccfg': samples.NICCFG_IDRAC7,
  'racadm getversion': samples.VERSION_IDRAC7,
  'racadm jobqueue view': samples.JOBS,
  'racadm swinventory': samples.SOFTWARE,
  'racadm lclog view -n 50': samples.LOG,
  'racadm getssninfo': samples.SESSIONS,
  'racadm serveraction powerstatus': 'Server power status: ON\n',
  'racadm serveraction powercycle': 'Server power operation successful\n',
  'racadm serveraction hardreset': 'ERROR: RAC071: A firmware update is currently in progress.\n',
  'racadm get iDRAC.IPMILan': samples.ATTRIBUTES,
  'racadm set iDRAC.IPMILan.Enable 1': `${MODIFIED}\nRAC1169: The command will be deprecated.\n`,
  'racadm getversion -b': Buffer.from([0, 255, 7, 27, 155, 13]).toString('latin1'),
};
const dying = ['racadm setniccfg -s 10.9.8.7 255.255.255.0 10.9.8.1'];

const to = (server: Sshd, more: Partial<SshOptions> = {}) =>
  racadmOverSsh({ host: '127.0.0.1', port: server.port, user: 'root', password: PASSWORD, pin: null, ...more });

describe.each(['keyboard', 'password'] as const)('login by %s', (login) => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd({ password: PASSWORD, login, recorded, dying });
  });
  afterAll(() => server.stop());

  test('everything that is read, byte by byte, over one connection', async () => {
    const { racadm, ssh } = to(server, { pin: server.fingerprint });
    expect(await racadm.serviceTag()).toBe('ABC1234');
    expect(await racadm.systemInfo()).toMatchObject({ model: 'PowerEdge R730', tagConfirmed: true });
    expect(await racadm.nic()).toMatchObject({ dhcp: true, address: '192.168.0.120' });
    expect((await racadm.versions()).idrac).toBe('2.30.30.30');
    expect(await racadm.jobs()).toHaveLength(3);
    expect(await racadm.software()).toHaveLength(2);
    expect(await racadm.lifecycleLog()).toHaveLength(2);
    expect(await racadm.sessions()).toHaveLength(3);
    expect(await racadm.powerStatus()).toBe('on');
    expect(racadm.notices).toEqual(['default-password']);
    expect(ssh.hostKey?.fingerprint).toBe(server.fingerprint);
    await racadm.close();
    expect(server.log().match(/Accepted /g)).toHaveLength(1);
    await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'usage' });
  });

  test('changes: taken, refused, and lost in the middle, each sent once', async () => {
    await using racadm = to(server).racadm;
    expect(await racadm.power('powercycle')).toEqual({ kind: 'accepted' });
    expect(await racadm.power('hardreset')).toMatchObject({ kind: 'rejected', error: { code: 'in-update' } });
    expect(await racadm.setIpmiOverLan(true)).toEqual({ kind: 'accepted' });
    expect(racadm.notices).toContain('deprecated');
    const moved = await racadm.setStatic('10.9.8.7', '255.255.255.0', '10.9.8.1');
    expect(moved).toMatchObject({ kind: 'lost', reason: expect.stringContaining('the connection ended') });
    // The connection died; the next read makes another one.
    expect(await racadm.serviceTag()).toBe('ABC1234');
    const changes = server
      .commands()
      .filter((line) => /serveraction [hp]\w+(cycle|reset)|set/.test(line) && !/get/.test(line));
    expect(changes).toEqual([
      'racadm serveraction powercycle',
      'racadm serveraction hardreset',
      'racadm set iDRAC.IPMILan.Enable 1',
      'racadm setniccfg -s 10.9.8.7 255.255.255.0 10.9.8.1',
    ]);
  });

  test('garbage is an error and not an answer', async () => {
    await using racadm = to(server).racadm;
    const garbage = { ...getversion, words: ['getversion', '-b'] };
    await expect(racadm.read(garbage)).rejects.toMatchObject({ code: 'malformed' });
    await expect(racadm.ask(['getled'])).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('a wrong password is tried once, whatever is asked afterwards', async () => {
    await using racadm = to(server, { password: WRONG }).racadm;
    const before = failures(server);
    const errors: unknown[] = [];
    for (let i = 0; i < 3; i++) errors.push(await racadm.serviceTag().catch((e: unknown) => e));
    expect(await racadm.power('powercycle')).toMatchObject({ kind: 'not-sent', error: { code: 'auth' } });
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'auth' });
      const all = error instanceof SshError ? [error.stack, error.cause, error.toFailure()] : [];
      expect(JSON.stringify(all) + String(error)).not.toContain(WRONG);
    }
    // A good login behind it shows that the log of the bad one is complete.
    await using good = to(server).racadm;
    await good.serviceTag();
    expect(failures(server) - before).toBe(1);
  });

  test('a changed host key stops everything before the password', async () => {
    const pin = server.fingerprint;
    const { racadm } = to(server);
    expect(await racadm.setStatic('10.9.8.7', '255.255.255.0', '10.9.8.1')).toMatchObject({ kind: 'lost' });
    await server.renewHostKey();
    const attempts = server.log().match(/(Accepted|Failed) /g)?.length;
    const pinned = to(server, { pin });
    for (const one of [racadm, pinned.racadm]) {
      const error = await one.serviceTag().catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'host-key' });
      expect(String(error)).toContain(pin);
      expect(String(error)).toContain(server.fingerprint);
      await one.close();
    }
    expect(server.log().match(/(Accepted|Failed) /g)?.length).toBe(attempts);
    const seen = await readHostKey({ host: '127.0.0.1', port: server.port });
    expect(seen).toEqual({ type: 'ssh-ed25519', fingerprint: server.fingerprint });
  });
});

/** Refused passwords, as OpenSSH counts them. */
const failures = (server: Sshd) =>
  server.log().match(/Failed (password|keyboard-interactive\S*) for root/g)?.length ?? 0;

test('nobody listens', async () => {
  const server = await startSshd({ password: PASSWORD, login: 'password', recorded });
  await server.stop();
  await using racadm = to(server).racadm;
  await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'unreachable' });
});
