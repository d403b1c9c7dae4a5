/** The hosts on loopback, worked on with the driver that works on real ones. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IndexerHost } from '../../appliances/indexer/host.ts';
import { silentLog } from '../../ports/log.ts';
import { Ssh } from '../../ssh/ssh.ts';
import { practicePassword, practiceSshUser } from '../credentials.ts';
import { INDEXERS, type IndexerId, indexerPackage, PracticeIndexers } from './practice-indexers.ts';

async function started() {
  const hosts = await PracticeIndexers.start({ log: silentLog });
  onTestFinished(() => hosts.close());
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rackhand-indexer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { name, bytes } = indexerPackage('5.8.0');
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const on = async <T>(
    id: IndexerId,
    work: (host: IndexerHost) => Promise<T>,
    password = practicePassword,
  ): Promise<T> => {
    const { port, pin } = hosts.at(id);
    const secret = Buffer.from(password);
    await using ssh = new Ssh({ host: '127.0.0.1', port, user: practiceSshUser, password: secret, pin });
    return await work(new IndexerHost(ssh, id, practiceSshUser));
  };
  return { hosts, file, sha256, on };
}

describe('a practice indexer host', () => {
  it.each(Object.entries(INDEXERS))('%s is upgraded by the driver of real ones (%s)', async (id, init) => {
    const { hosts, file, sha256, on } = await started();
    await on(id as IndexerId, async (host) => {
      expect(await host.state()).toMatchObject({ version: '5.0.11', service: 'running', init, configBackup: 'none' });
      expect(await host.backup()).toEqual({ kind: 'accepted' });
      expect(await host.stop()).toEqual({ kind: 'accepted' });
      const said: string[] = [];
      expect(await host.upgrade(file, sha256, (text) => said.push(text))).toEqual({ kind: 'accepted' });
      expect(said.join()).toContain('Complete!');
      expect(await host.start()).toEqual({ kind: 'accepted' });
      expect(await host.state()).toMatchObject({ version: '5.8.0', service: 'running', configBackup: 'kept' });
    });
    expect(hosts.view()[id]).toEqual({
      ...{ version: '5.8.0', service: 'running', configBackup: 'kept', conflicts: 0, disasters: [] },
    });
  });
  it('has the faults of the menu until a person has mended them', async () => {
    const { hosts, file, sha256, on } = await started();
    const faults = [
      'indexer-config-missing',
      'indexer-package-fails',
      'indexer-start-fails',
      'indexer-brings-config',
    ] as const;
    for (const fault of faults) hosts.fault(fault);
    hosts.fault('slow-boot');
    await on('indexer-1', async (host) => {
      expect(await host.backup()).toMatchObject({ kind: 'rejected' });
      await host.stop();
      expect(await host.upgrade(file, sha256, () => undefined)).toMatchObject({ kind: 'rejected' });
      expect(await host.start()).toMatchObject({ kind: 'rejected' });
      hosts.fault('none');
      hosts.fault('indexer-brings-config');
      await host.backup();
      expect(await host.upgrade(file, sha256, () => undefined)).toEqual({ kind: 'accepted' });
      expect(await host.state()).toMatchObject({ conflicts: 1, service: 'stopped' });
      hosts.fault('none');
      expect(await host.state()).toMatchObject({ conflicts: 0 });
    });
    expect(hosts.view()['indexer-1']?.disasters).toEqual([]);
  });
  it('lets nobody in without the password, and has no other commands', async () => {
    const { on, hosts } = await started();
    await expect(on('indexer-1', (host) => host.state(), 'wrong')).rejects.toMatchObject({ code: 'auth' });
    const { port, pin } = hosts.at('indexer-2');
    await using ssh = new Ssh({
      host: '127.0.0.1',
      port,
      user: practiceSshUser,
      password: Buffer.from(practicePassword),
      pin,
    });
    expect((await ssh.exec('id', { timeoutMs: 5_000 })).exitCode).toBe(127);
  });
});
