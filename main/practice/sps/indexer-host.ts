/**
 * A simulated external indexer host: its package, its service and its two configuration files, with what can go wrong. Pure.
 * The steps are those of the upgrade guide, "Upgrading the external indexer".
 */

export interface IndexerHost {
  version: string;
  service: 'running' | 'stopped';
  init: 'systemd' | 'sysv';
  packageManager: 'yum' | 'dnf' | 'none';
  configBackup: 'none' | 'stale' | 'kept';
  /** Configuration files that the package has laid aside (.rpmnew). */
  conflicts: number;
  /** One of the two configuration files is not there. */
  configMissing: boolean;
  /** The package manager refuses the package. */
  packageFails: boolean;
  /** The service dies at its start. */
  startFails: boolean;
  /** The package brings a configuration file that differs from the edited one. */
  brings: number;
  /** What should never have happened: the package was replaced under a running service, or without copies. */
  disasters: string[];
}

export type HostCommand =
  | { type: 'indexer.backup' | 'indexer.stop' | 'indexer.start' }
  | { type: 'indexer.upgrade'; version: string }
  /** What a person does in the shell of the host. */
  | { type: 'repair' | 'merge' };

/** A host with the indexer of the old release, in service. */
export function newHost(options: Partial<IndexerHost> = {}): IndexerHost {
  const host: IndexerHost = {
    version: '5.0.11',
    service: 'running',
    init: 'systemd',
    packageManager: 'yum',
    configBackup: 'none',
    conflicts: 0,
    configMissing: false,
    packageFails: false,
    startFails: false,
    brings: 0,
    disasters: [],
  };
  return { ...host, ...options };
}

/** The host after a command, and whether the command succeeded. */
export function onHost(host: IndexerHost, command: HostCommand): { host: IndexerHost; ok: boolean } {
  const done = (change: Partial<IndexerHost>) => ({ host: { ...host, ...change }, ok: true });
  const failed = { host, ok: false };
  switch (command.type) {
    case 'indexer.backup':
      return host.configMissing ? failed : done({ configBackup: 'kept' });
    case 'indexer.stop':
      return done({ service: 'stopped' });
    case 'indexer.start':
      return host.startFails ? failed : done({ service: 'running' });
    case 'indexer.upgrade': {
      if (host.packageFails || host.packageManager === 'none') return failed;
      const disasters = [...host.disasters];
      if (host.service === 'running') disasters.push('the package was replaced under a running service');
      if (host.configBackup !== 'kept') disasters.push('the package was replaced without copies of the configuration');
      return done({ version: command.version, conflicts: host.brings, disasters });
    }
    case 'merge':
      return done({ conflicts: 0 });
    case 'repair':
      return done({ configMissing: false, packageFails: false, startFails: false });
  }
}
