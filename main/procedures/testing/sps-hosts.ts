/** The shipped SPS upgrades with external indexer hosts on the practice rack's model of them. Tests only. */
import type { ActionName, Outcome } from '../../../preload/contract.ts';
import { type IndexerHost, newHost, onHost } from '../../practice/sps/indexer-host.ts';
import { type ProbeAnswer, type ProbeOrder, placeOf, type RunState, start } from '../engine.ts';
import type { ActionParameters, Binding, Stamped } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person } from './driver.ts';
import { PAIR, Rack, Reader } from './sps.ts';

export class Hosts extends Rack {
  readonly hosts: Map<string, IndexerHost>;
  state: () => RunState | null = () => null;
  constructor(hosts: Partial<IndexerHost>[]) {
    super();
    this.hosts = new Map(hosts.map((host, index) => [`indexer-${index}`, newHost(host)]));
  }
  override happened(event: Stamped, now: number): void {
    super.happened(event, now);
    const state = this.state();
    if (event.type !== 'step.done' || !state) return;
    // The person carries out what the step says.
    const id = event.data.path.split('/').at(-1);
    const device =
      placeOf(state, event.data.path)?.frame.bindings.find(({ role }) => role === 'indexer')?.deviceId ?? '';
    const host = this.hosts.get(device);
    if (!host) return;
    if (id === 'resolve') this.hosts.set(device, onHost(host, { type: 'merge' }).host);
    if (id === 'no-config' || id === 'package-failed' || id === 'not-started') {
      this.hosts.set(device, onHost(host, { type: 'repair' }).host);
    }
  }
  override probe(order: ProbeOrder, now: number): ProbeAnswer {
    const host = order.probe === 'indexer.host' ? this.hosts.get(order.deviceId) : undefined;
    if (!host) return super.probe(order, now);
    const { version, service, init, packageManager, configBackup, conflicts } = host;
    const files = { workerSha256: 'a'.repeat(64), certsSha256: 'b'.repeat(64) };
    return { fields: { version, service, init, packageManager, configBackup, conflicts, ...files }, serial: null };
  }
  override perform(action: ActionName, binding: Binding, _now = 0, parameters: ActionParameters = {}): Outcome {
    const host = this.hosts.get(binding.deviceId);
    if (!host) return super.perform(action, binding);
    this.performed.push(`${action} ${binding.deviceId}`);
    const version = String(parameters.version ?? '');
    const command = action === 'indexer.upgrade' ? { type: action, version } : { type: action as 'indexer.stop' };
    const { host: after, ok } = onHost(host, command);
    this.hosts.set(binding.deviceId, after);
    return ok ? 'done' : 'failed';
  }
}

/** Starts an upgrade, or the procedure of one host, with these hosts. */
export function withHosts(library: Library, procedure: string, rack: Hosts, person: Person): Driver {
  const driver = new Driver(rack, person);
  rack.state = () => driver.state;
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const hosts = [...rack.hosts.keys()].map((id): Binding => {
    return { role: 'indexer', deviceId: id, deviceName: id, serial: null, bmc: null, web: null, ssh: `127.0.0.1:22` };
  });
  const bindings = [...PAIR.filter(({ role }) => roles.includes(role)), ...hosts];
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return driver;
}

const HASH = '5e1f0c2a9b7d4386e1a05c9f7b3d2864f0a1c5e98d7b6342190fedcba9876543';
/** What a person enters for one host. */
export const HOST_ANSWERS = {
  package: { 'indexer.package': '/media/indexer.rpm', 'indexer.packageSha256': HASH, 'indexer.target': '5.8.0' },
  unreadable: 'wrong address',
  'no-config': 'restored from the backup',
  resolve: 'indexerworker.cfg.rpmnew merged',
  'package-failed': { 'indexer.repair': 'disk was full', 'indexer.choice': 'repeat' },
  'not-started': { 'indexer.repair': 'certificate restored', 'indexer.choice': 'repeat' },
  'no-package-manager': '4711',
  backup: 'go',
  'stop-service': 'go',
  upgrade: 'go',
  'start-service': 'go',
};
/** Orders as often as it takes; a real person says go anew after each failure. */
export class Patient extends Reader {
  readonly #answers: Record<string, unknown>;
  constructor(answers: Record<string, unknown>) {
    super(answers);
    this.#answers = answers;
  }
  override go(path: string): boolean {
    return this.#answers[path.replace(/#\d+/, '')] === 'go';
  }
  override answer(path: string, asks: readonly { fact: string }[]) {
    return super.answer(path in this.#answers ? path : path.replace(/#\d+/, ''), asks);
  }
}
