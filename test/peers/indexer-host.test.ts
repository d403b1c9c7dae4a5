/** An external indexer is upgraded on a real OpenSSH server with a real rpm database, a real package manager and a service. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withIndexer } from '../../main/app/appliances/indexer-hosts.ts';
import { IndexerHost } from '../../main/appliances/indexer/host.ts';
import { BACKUP_FOLDER, CONFIG_FOLDER } from '../../main/appliances/indexer/state.ts';
import { systemClock } from '../../main/ports/clock.ts';
import { Ssh } from '../../main/ssh/ssh.ts';
import type { Device, Site } from '../../preload/contract.ts';
import { GATE, INSTALL, type IndexerMachine, startIndexerMachine, VERSIONS } from './support/indexer-host.ts';

const PASSWORD = 'Wolke+Sieben-7';
const WORKER = `${CONFIG_FOLDER}/indexerworker.cfg`;
let machine: IndexerMachine;
let ssh: Ssh;
let host: IndexerHost;

const connection = () =>
  new Ssh({
    host: '127.0.0.1',
    port: machine.sshd.port,
    user: 'root',
    password: PASSWORD,
    pin: machine.sshd.fingerprint,
  });
const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const upgrade = (file: string, said: string[] = []) => host.upgrade(file, sum(file), (text) => said.push(text));

beforeEach(async () => {
  machine = await startIndexerMachine(PASSWORD);
  ssh = connection();
  host = new IndexerHost(ssh, 'indexer-1', 'root');
  const { exitCode, stderr } = await ssh.exec(INSTALL, { timeoutMs: 20_000 });
  if (exitCode !== 0) throw new Error(String(stderr));
});
afterEach(async () => {
  await host.stop();
  await ssh.close();
  await machine[Symbol.asyncDispose]();
});

test('from copies to the new version, with a configuration of its own', async () => {
  appendFileSync(machine.path(WORKER), 'own=1\n');
  expect(await host.state()).toEqual({
    ...{ packageName: 'external-indexer', version: VERSIONS.installed, service: 'running', init: 'sysv' },
    ...{ packageManager: 'yum', configBackup: 'none', workerSha256: null, certsSha256: null, conflicts: 0 },
  });
  expect(await host.backup()).toEqual({ kind: 'accepted' });
  expect(await host.state()).toMatchObject({ configBackup: 'kept', workerSha256: sum(machine.path(WORKER)) });
  expect(await host.stop()).toEqual({ kind: 'accepted' });
  expect(await host.state()).toMatchObject({ service: 'stopped' });
  const said: string[] = [];
  expect(await upgrade(machine.package('plain'), said)).toEqual({ kind: 'accepted' });
  expect(said.join()).toContain('Complete!');
  // The own file stays, the new one is laid beside it: somebody has to look.
  expect(await host.state()).toMatchObject({ version: VERSIONS.plain, configBackup: 'kept', conflicts: 1 });
  expect(await host.start()).toEqual({ kind: 'accepted' });
  expect(await host.state()).toMatchObject({ service: 'running' });
  const { stdout } = await ssh.exec('rpm -q external-indexer', { timeoutMs: 20_000 });
  expect(String(stdout)).toBe(`external-indexer-${VERSIONS.plain}-1.noarch\n`);
});

test('a second backup overwrites nothing, and a changed file makes the copy stale', async () => {
  await host.backup();
  const old = readFileSync(machine.path(`${BACKUP_FOLDER}/indexerworker.cfg`), 'utf8');
  appendFileSync(machine.path(WORKER), 'later=1\n');
  expect(await host.state()).toMatchObject({ configBackup: 'stale' });
  expect(await host.backup()).toEqual({ kind: 'accepted' });
  expect(await host.state()).toMatchObject({ configBackup: 'kept' });
  const { stdout } = await ssh.exec(`cat ${BACKUP_FOLDER}/indexerworker.cfg.*Z`, { timeoutMs: 20_000 });
  expect(String(stdout)).toBe(old);
  rmSync(machine.path(`${CONFIG_FOLDER}/indexer-certs.cfg`));
  expect(await host.backup()).toMatchObject({
    kind: 'rejected',
    error: { message: expect.stringContaining('indexer-certs.cfg') },
  });
});

test('what fails says so in the words of the host, and changes no version', async () => {
  await host.backup();
  await host.stop();
  expect(await upgrade(machine.package('broken'))).toMatchObject({ kind: 'rejected', error: { code: 'rejected' } });
  expect(await host.state()).toMatchObject({ version: VERSIONS.installed });
  // A download that was cut: no package manager takes it.
  const torn = machine.path('/var/tmp/torn.rpm');
  writeFileSync(torn, readFileSync(machine.package('plain')).subarray(0, 1_000));
  expect(await upgrade(torn)).toMatchObject({ kind: 'rejected' });
  const strange = machine.path('/var/tmp/a b;reboot.rpm');
  copyFileSync(machine.package('plain'), strange);
  expect(await upgrade(strange)).toMatchObject({ kind: 'not-sent' });
  const other = await host.upgrade(machine.package('plain'), '0'.repeat(64), () => undefined);
  expect(other).toMatchObject({ kind: 'not-sent', error: { code: 'file' } });
  rmSync(machine.path('/usr/local/bin/yum'));
  writeFileSync(
    machine.path('/usr/local/bin/dnf'),
    '#!/bin/sh\necho "Error: Failed to download metadata for repo base"; exit 1\n',
    {
      mode: 0o755,
    },
  );
  expect(await upgrade(machine.package('plain'))).toMatchObject({
    ...{ kind: 'rejected', error: { message: expect.stringContaining('Failed to download metadata') } },
  });
  expect(await host.state()).toMatchObject({ version: VERSIONS.installed, packageManager: 'dnf' });
});

test('a service that does not start after the upgrade is seen as stopped', async () => {
  await host.backup();
  await host.stop();
  expect(await upgrade(machine.package('lame'))).toEqual({ kind: 'accepted' });
  expect(await host.start()).toMatchObject({
    kind: 'rejected',
    error: { message: expect.stringContaining('cannot start') },
  });
  expect(await host.state()).toMatchObject({ version: VERSIONS.lame, service: 'stopped' });
});

test('the first connection keeps the host key, another key stops everything before the password', async () => {
  const site = { id: 'vienna' } as Site;
  const at = (pin: string | null) =>
    ({ name: 'indexer-1', ssh: { address: `127.0.0.1:${machine.sshd.port}`, user: 'root', pin } }) as Device;
  const pinned: string[] = [];
  const parts = {
    clock: systemClock,
    password: () => Buffer.from(PASSWORD),
    pin: (_site: Site, _device: Device, hostKey: string) => void pinned.push(hostKey),
  };
  const version = (pin: string | null) =>
    withIndexer(site, at(pin), parts, undefined, async (one) => (await one.state()).version);
  expect(await version(null)).toBe(VERSIONS.installed);
  expect(pinned).toEqual([machine.sshd.fingerprint]);
  const [first = ''] = pinned;
  await machine.sshd.renewHostKey();
  const logins = () => machine.sshd.log().match(/(Accepted|Failed) /g)?.length;
  const before = logins();
  await expect(version(first)).rejects.toMatchObject({ code: 'host-key' });
  expect(logins()).toBe(before);
  expect(pinned).toHaveLength(1);
  await ssh.close();
  ssh = connection();
  host = new IndexerHost(ssh, 'indexer-1', 'root');
});

test('a connection that is cut in the middle: lost, and the upgrade comes to its end on the host', async () => {
  await host.backup();
  await host.stop();
  execFileSync('mkfifo', [machine.path(GATE)]);
  const under = upgrade(machine.package('gated'));
  await expect.poll(() => existsSync(machine.path('/var/tmp/begun')), { timeout: 20_000, interval: 50 }).toBe(true);
  machine.sshd.cut();
  expect(await under).toMatchObject({ kind: 'lost' });
  writeFileSync(machine.path(GATE), 'go\n');
  // It reads back over another connection.
  const again = async () => (await host.state()).version;
  await expect.poll(again, { timeout: 20_000, interval: 200 }).toBe(VERSIONS.gated);
  expect(machine.sshd.commands().filter((line) => line.includes('upgrade -y'))).toHaveLength(1);
});
