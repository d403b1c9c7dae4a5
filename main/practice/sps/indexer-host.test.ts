import { expect, it } from 'vitest';
import { newHost, onHost } from './indexer-host.ts';

it('keeps the configuration, stops, takes the package and starts', () => {
  let host = newHost({ brings: 1 });
  for (const type of ['indexer.backup', 'indexer.stop'] as const) ({ host } = onHost(host, { type }));
  ({ host } = onHost(host, { type: 'indexer.upgrade', version: '5.8.0' }));
  expect(host).toMatchObject({ version: '5.8.0', service: 'stopped', conflicts: 1, configBackup: 'kept' });
  ({ host } = onHost(onHost(host, { type: 'merge' }).host, { type: 'indexer.start' }));
  expect(host).toMatchObject({ service: 'running', conflicts: 0, disasters: [] });
});
it('refuses what cannot be done, until somebody has repaired it', () => {
  const broken = newHost({ configMissing: true, packageFails: true, startFails: true });
  const commands = [
    { type: 'indexer.backup' },
    { type: 'indexer.upgrade', version: '5.8.0' },
    { type: 'indexer.start' },
  ] as const;
  for (const command of commands) {
    expect(onHost(broken, command)).toEqual({ host: broken, ok: false });
    expect(onHost(onHost(broken, { type: 'repair' }).host, command).ok).toBe(true);
  }
});
it('remembers a package that came too early', () => {
  const { host } = onHost(newHost(), { type: 'indexer.upgrade', version: '5.8.0' });
  expect(host.disasters).toHaveLength(2);
});
