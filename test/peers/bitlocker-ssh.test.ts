/** Recovery passwords over a real OpenSSH server, whose forced command prints what a Windows would. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectText, wipeCollection } from '../../main/bitlocker/collect/collect.ts';
import { KEYS, volumesJson } from '../../main/bitlocker/collect/testing/samples.ts';
import { overSsh, POWERSHELL_LINE, type SshQuestion } from '../../main/bitlocker/collect/windows.ts';
import { type Sshd, startSshd } from './support/sshd.ts';

const PASSWORD = 'Wolke+Sieben-7';
let windows: Sshd;
let guest: Sshd;
let linux: Sshd;
beforeAll(async () => {
  const start = (recorded: Record<string, string>) => startSshd({ password: PASSWORD, login: 'password', recorded });
  windows = await start({ [POWERSHELL_LINE]: `RACKHAND-VOLUMES\n${volumesJson()}\n` });
  guest = await start({ [POWERSHELL_LINE]: 'RACKHAND-NOT-ELEVATED\n' });
  linux = await start({});
});
afterAll(() => Promise.all([windows, guest, linux].map((server) => server?.stop())));

const ask = (server: Sshd, more: Partial<SshQuestion> = {}) =>
  overSsh({
    address: '127.0.0.1',
    port: server.port,
    user: 'root',
    password: PASSWORD,
    hostKey: server.fingerprint,
    ...more,
  });

test('the volumes and keys, by one command', async () => {
  const answer = await ask(windows);
  const found = collectText(answer);
  answer.fill(0);
  expect(found.keys.map(({ id, letter, badGroups }) => [id, letter, badGroups])).toEqual([
    [KEYS.os.id, 'C:', []],
    [KEYS.os2.id, 'C:', []],
    [KEYS.data.id, 'D:', []],
  ]);
  expect(found.keys[0]?.digits.toString()).toBe(KEYS.os.digits.replaceAll('-', ''));
  expect(found.volumes.map(({ state }) => state)).toEqual(['encrypted', 'converting', 'decrypted']);
  wipeCollection({ files: [found] });
  expect(windows.commands()).toEqual([POWERSHELL_LINE]);
});

test('an unknown host key is told before anything is sent', async () => {
  const error = await ask(windows, { hostKey: null }).catch((e: unknown) => e);
  expect(error).toMatchObject({ name: 'UnknownHostKey', fingerprint: windows.fingerprint });
  const attempts = windows.log().match(/(Accepted|Failed) /g)?.length;
  await expect(ask(windows, { hostKey: guest.fingerprint })).rejects.toMatchObject({ code: 'host-key' });
  expect(windows.log().match(/(Accepted|Failed) /g)?.length).toBe(attempts);
});

test('no administrator, no Windows, a wrong password', async () => {
  await expect(ask(guest)).rejects.toMatchObject({ code: 'bitlocker.not-elevated' });
  await expect(ask(linux)).rejects.toMatchObject({ code: 'bitlocker.no-windows' });
  await expect(ask(windows, { password: 'Falsch+Geraten-1' })).rejects.toMatchObject({ code: 'auth' });
});
