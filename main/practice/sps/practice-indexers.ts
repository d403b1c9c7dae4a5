/** The practice indexer hosts on loopback: an SSH server each, with the model behind it. */
import { createHash } from 'node:crypto';
import type { PracticeFault } from '../../../preload/contract.ts';
import type { Logger } from '../../ports/log.ts';
import { practicePassword, practiceSshUser } from '../credentials.ts';
import { type ExecResult, type ExecServer, startExecServer } from '../exec-server.ts';
import type { PracticePackage } from '../packages/samples.ts';
import { type IndexerHost, newHost } from './indexer-host.ts';
import { carriedOut, commandOf, type IndexerMachine } from './indexer-shell.ts';

/** Of both kinds that the guide knows: 7 with systemctl, 6.5 with service. */
export const INDEXERS = { 'indexer-1': 'systemd', 'indexer-2': 'sysv' } as const;
export type IndexerId = keyof typeof INDEXERS;
export const INDEXER_IDS = Object.keys(INDEXERS) as IndexerId[];

/** What a referee may want to know of a host. */
export type IndexerView = Pick<IndexerHost, 'version' | 'service' | 'configBackup' | 'conflicts' | 'disasters'>;

const FAULTS: Partial<Record<PracticeFault, Partial<IndexerHost>>> = {
  'indexer-config-missing': { configMissing: true },
  'indexer-package-fails': { packageFails: true },
  'indexer-start-fails': { startFails: true },
  'indexer-brings-config': { brings: 1 },
  // A person has been in the shell of the host: what was wrong is mended, and what was laid aside is merged.
  none: { configMissing: false, packageFails: false, startFails: false, brings: 0, conflicts: 0 },
};

/** A package to rehearse with; what is in it no host looks at. */
export const indexerPackage = (version: string): PracticePackage => ({
  name: `external-indexer-${version}-1.noarch.rpm`,
  bytes: Buffer.from(`practice package of the external indexer ${version}\n`.repeat(64)),
});

export class PracticeIndexers implements AsyncDisposable {
  readonly #machines = new Map<IndexerId, IndexerMachine>();
  readonly #servers = new Map<IndexerId, ExecServer>();

  private constructor() {
    for (const id of INDEXER_IDS) {
      const host = newHost({ init: INDEXERS[id] });
      this.#machines.set(id, { host, packages: {} });
    }
  }

  static async start({ log }: { log: Logger }): Promise<PracticeIndexers> {
    const hosts = new PracticeIndexers();
    for (const id of INDEXER_IDS) {
      const run = (line: string, input: AsyncIterable<Buffer>) => hosts.#run(id, line, input, log);
      const account = { user: practiceSshUser, password: practicePassword };
      hosts.#servers.set(id, await startExecServer({ ...account, run }));
    }
    return hosts;
  }

  /** Where its SSH server is, and the pin of its host key. */
  at(id: IndexerId): { port: number; pin: string } {
    const { port = 0, fingerprint = '' } = this.#servers.get(id) ?? {};
    return { port, pin: fingerprint };
  }

  /** Those of the practice rack's faults that are the hosts'; others are nothing to them. */
  fault(name: PracticeFault): void {
    for (const [id, machine] of this.#machines)
      this.#machines.set(id, { ...machine, host: { ...machine.host, ...FAULTS[name] } });
  }

  view(): Record<string, IndexerView> {
    return Object.fromEntries(
      [...this.#machines].map(([id, { host }]) => {
        const { version, service, configBackup, conflicts, disasters } = host;
        return [id, { version, service, configBackup, conflicts, disasters: [...disasters] }];
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(id: IndexerId, line: string, input: AsyncIterable<Buffer>, log: Logger): Promise<ExecResult> {
    const command = commandOf(line);
    const given = command?.name === 'receive' ? await sha256Of(input) : null;
    // Taken only now: while a package was on its way something else may have changed the host.
    const before = this.#machines.get(id);
    if (!before) throw new Error(`no practice host ${id}`);
    const { machine, result } = carriedOut(before, command, given);
    this.#machines.set(id, machine);
    log.info({ host: id, command: command?.name ?? null, code: result.code }, 'practice: command on an indexer host');
    for (const disaster of machine.host.disasters.slice(before.host.disasters.length))
      log.warn({ host: id, disaster }, 'practice: the disaster that the interlocks prevent');
    return result;
  }
}

async function sha256Of(input: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of input) hash.update(chunk);
  return hash.digest('hex');
}
