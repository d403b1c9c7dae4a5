import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirePeer } from './require-peer.ts';
import { type Sshd, startSshd } from './sshd.ts';

/** An external indexer host: a real OpenSSH server, rpm database and package manager, and a service that really runs. */
export interface IndexerMachine extends AsyncDisposable {
  readonly sshd: Sshd;
  /** A package that can be upgraded to. */
  package(kind: PackageKind): string;
  /** A file of the host, by its path there. */
  path(of: string): string;
}

/**
 * `plain`: as it should be. `gated`: waits in the middle until somebody opens its gate. `broken`: its script fails. `lame`:
 * installs, but the service does not start.
 */
export type PackageKind = 'plain' | 'gated' | 'broken' | 'lame';
export const VERSIONS = { installed: '5.7.0', plain: '5.8.0', gated: '5.8.1', broken: '5.8.2', lame: '5.8.3' } as const;
export const GATE = '/var/tmp/gate';

const CONFIG = '/opt/external-indexer/etc/indexer';
const BEFORE: Partial<Record<PackageKind, string>> = {
  gated: `%pre -p <lua>\nio.open("/var/tmp/begun", "w"):close()\nio.open("${GATE}", "r"):read()\n`,
  broken: '%pre -p <lua>\nerror("no")\n',
};

const spec = (version: string, before: string, start: string): string => `Name: external-indexer
Version: ${version}
Release: 1
Summary: A service that sleeps
License: none
BuildArch: noarch
AutoReqProv: no
%description
For tests.
%install
mkdir -p %{buildroot}${CONFIG} %{buildroot}/etc/init.d
echo 'version=${version}' > %{buildroot}${CONFIG}/indexerworker.cfg
echo 'certificate=none' > %{buildroot}${CONFIG}/indexer-certs.cfg
cat > %{buildroot}/etc/init.d/external-indexer <<'END'
#!/bin/sh
pid=/var/tmp/indexer.pid
alive() { [ -e $pid ] && kill -0 "$(cat $pid)" 2>/dev/null; }
case "$1" in
  start) ${start} ;;
  stop) alive && kill "$(cat $pid)"; rm -f $pid ;;
  status) alive || exit 3 ;;
esac
END
chmod 755 %{buildroot}/etc/init.d/external-indexer
${before}
%files
%config(noreplace) ${CONFIG}/indexerworker.cfg
%config(noreplace) ${CONFIG}/indexer-certs.cfg
/etc/init.d/external-indexer
`;
const STARTS = 'alive || { sleep 600 > /dev/null 2>&1 < /dev/null & echo $! > $pid; }';

/** Builds the packages, and starts the host with the old one installed and running. Needs root, as startSshd does. */
export async function startIndexerMachine(password: string): Promise<IndexerMachine> {
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-indexer-'));
  const built = new Map<string, string>();
  for (const [kind, version] of Object.entries(VERSIONS)) {
    const start = kind === 'lame' ? 'echo cannot start; exit 1' : STARTS;
    built.set(kind, build(folder, version, spec(version, BEFORE[kind as PackageKind] ?? '', start)));
  }
  const mounts = {
    ...{ '/opt': '', '/var/lib/rpm': '', '/var/tmp': '', '/etc/init.d': '', '/usr/local/bin': '' },
    '/usr/lib/rpm/macros': '',
  };
  for (const target of Object.keys(mounts) as (keyof typeof mounts)[]) {
    mounts[target] = join(folder, 'host', target);
    if (target !== '/usr/lib/rpm/macros') mkdirSync(mounts[target], { recursive: true });
  }
  // Debian keeps no database of packages that are not its own, and has no repositories of them.
  mkdirSync(join(folder, 'host/usr/lib/rpm'), { recursive: true });
  const macros = readFileSync('/usr/lib/rpm/macros', 'utf8').replace(/^%_dbpath\s.*$/m, '%_dbpath /var/lib/rpm');
  writeFileSync(mounts['/usr/lib/rpm/macros'], macros);
  const yum = join(mounts['/usr/local/bin'], 'yum');
  const dnf = requirePeer('dnf');
  writeFileSync(yum, `#!/bin/sh\nexport HOME=/\nexec '${dnf}' --releasever=7 --setopt=reposdir=/none "$@"\n`, {
    mode: 0o755,
  });
  const first = join(mounts['/var/tmp'], 'first.rpm');
  writeFileSync(first, readFileSync(built.get('installed') ?? ''));
  const sshd = await startSshd({ password, login: 'password', shell: true, mounts });
  return {
    sshd,
    package: (kind) => built.get(kind) ?? '',
    path: (of) => {
      const target = Object.keys(mounts).find((mount) => of.startsWith(`${mount}/`));
      if (target === undefined) throw new Error(`${of} is not the host's own`);
      return join(folder, 'host', of);
    },
    async [Symbol.asyncDispose]() {
      await sshd.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Brings the host to its first state; a command line for its shell. */
export const INSTALL = 'HOME=/ rpm -i --nodeps /var/tmp/first.rpm && service external-indexer start';

function build(folder: string, version: string, text: string): string {
  const file = join(folder, `${version}.spec`);
  writeFileSync(file, text);
  const top = join(folder, 'build');
  const options = ['-bb', '--nodeps', '--define', `_topdir ${top}`, '--define', '_build_id_links none', file];
  execFileSync(requirePeer('rpmbuild'), options, { stdio: ['ignore', 'ignore', 'pipe'] });
  return join(top, 'RPMS/noarch', `external-indexer-${version}-1.noarch.rpm`);
}
