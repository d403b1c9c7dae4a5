/**
 * The shipped Atlas procedures over the practice cluster, and a careful administrator who does what a step says, looks at the
 * pages every five minutes and answers what is there. Tests only.
 */
import type { Ask, FactValue } from '../../../preload/contract.ts';
import {
  type AtlasEvent,
  type AtlasFault,
  type AtlasState,
  accepting,
  clientsOf,
  isAtlasAction,
  MASTERS,
  type MemberId,
  NEW,
  NODES,
  type NodeId,
  newCluster,
  REGION_OF,
  reduceAtlas,
  servingMaster,
} from '../../practice/remote-support/atlas.ts';
import {
  acknowledge,
  type Next,
  override,
  type ProbeAnswer,
  type ProbeOrder,
  placeOf,
  type RunState,
  start,
} from '../engine.ts';
import type { Binding, RunEvent } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { CAREFUL } from './remote-support.ts';

const T0 = Date.parse('2026-03-01T20:00:00Z');
const LOOK_MS = 5 * 60_000;
type Values = Record<string, FactValue>;
/** What is answered otherwise than the cluster shows: by fact, or by `device:fact`; of a list each once, the last for good. */
export type Otherwise = Record<string, FactValue | FactValue[]>;

const binding = (role: string, deviceId: MemberId, n: number): Binding => ({
  ...{ role, deviceId, deviceName: deviceId.toUpperCase(), serial: `RS-000${n}`, idrac: null },
  ...{ bmc: `127.0.0.1:${6260 + n}`, web: `https://127.0.0.1:${8470 + n}` },
});
const nodes = NODES.map((id, n) => binding('node', id, n + 3));
/** The devices of each umbrella procedure. */
export const ATLAS_BINDINGS = {
  'rs-atlas-upgrade-with-failover': [binding('a', 'atlas-a', 1), binding('b', 'atlas-b', 2), ...nodes],
  'rs-atlas-upgrade-no-failover': [binding('master', 'atlas-a', 1), ...nodes],
} as const satisfies Record<string, Binding[]>;
export type AtlasProcedure = keyof typeof ATLAS_BINDINGS;

/** A cluster, its administrator and the run; `state` is what the pages show. */
export class AtlasCluster implements World, Person {
  readonly driver: Driver;
  /** Rules that were acknowledged or overridden, with the devices they were for. */
  readonly waived: string[] = [];
  state: AtlasState;
  readonly #procedure: AtlasProcedure;
  readonly #otherwise: Otherwise;
  readonly #given = new Map<string, number>();

  constructor(procedure: AtlasProcedure, otherwise: Otherwise = {}) {
    this.#procedure = procedure;
    this.state = newCluster(procedure === 'rs-atlas-upgrade-with-failover');
    this.#otherwise = otherwise;
    this.driver = new Driver(this, this, T0);
  }

  started(library: Library): this {
    const procedure = this.#procedure;
    const bindings = ATLAS_BINDINGS[procedure];
    this.driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
    return this;
  }

  /** Another administrator, who goes on from here with other answers. */
  from(otherwise: Otherwise): AtlasCluster {
    const other = new AtlasCluster(this.#procedure, otherwise);
    other.state = this.state;
    other.driver.state = this.driver.state;
    other.driver.now = this.driver.now;
    return other;
  }
  /** Goes on to the beginning of a step. */
  to(path: string): this {
    const { position } = this.driver.run((state) => isAt(state, path));
    if (position.kind === 'step' && position.path === path) return this;
    throw new Error(`stands at ${JSON.stringify(position)}, not at ${path}`);
  }

  does(event: AtlasEvent): void {
    this.state = reduceAtlas(this.state, event, (this.driver.now - T0) / 1000);
  }
  strikes(...faults: AtlasFault[]): this {
    for (const name of faults) this.does({ type: 'fault', name, active: true });
    return this;
  }

  probe({ deviceId }: ProbeOrder): ProbeAnswer {
    this.does({ type: 'time' });
    const master = MASTERS.find((id) => id === deviceId);
    if (!master || (master === 'atlas-b' && this.state.faults.includes('peer-silent')))
      throw new Error(`${deviceId} does not answer`);
    return { fields: { alive: true, role: this.state.roles[master] }, serial: null };
  }
  perform(): 'refused' {
    return 'refused';
  }
  readBack(): 'unknown' {
    return 'unknown';
  }

  answer(path: string, asks: Ask[], run: RunState): Values {
    const place = placeOf(run, path);
    if (!place) throw new Error(`no step ${path}`);
    const { step, frame } = place;
    const role = step.on ?? frame.bindings[0]?.role;
    const on = (frame.bindings.find((each) => each.role === role)?.deviceId ?? 'atlas-a') as MemberId;
    if (step.kind === 'sense') this.driver.now += LOOK_MS;
    if (step.kind === 'guide' && step.manual && isAtlasAction(step.manual))
      this.does({ type: 'manual', action: step.manual, on });
    this.does({ type: 'time' });
    const asked = asks.filter(({ optional }) => !optional);
    const values = Object.fromEntries(asked.map(({ fact }) => [fact, this.#seen(fact, on)] as const));
    // What the support says, it has done.
    if (values['rs.support.decision'] === 'wait') this.does({ type: 'support' });
    if (['rs.atlas.next', 'rs.cluster.next', 'rs.pair.next', 'rs.swap.next'].some((fact) => values[fact] === 'again'))
      this.does({ type: 'support' });
    return values;
  }

  unblock(what: Extract<Next, { do: 'blocked' }>, run: RunState): RunEvent[] {
    const waived = what.verdicts.filter(({ severity }) => severity === 'soft' || severity === 'gated');
    this.waived.push(...waived.map(({ rule, scope }) => `${rule} ${scope ?? ''}`.trim()));
    return waived.flatMap(({ rule, severity, scope }) =>
      severity === 'soft'
        ? acknowledge(run, rule, scope)
        : override(run, rule, { reason: 'B is gone', secondPerson: 'Ms Berg', supportCase: '4720' }, 'tester', scope),
    );
  }

  #seen(fact: string, on: MemberId): FactValue {
    const key = `${on}:${fact}` in this.#otherwise ? `${on}:${fact}` : fact;
    const other = this.#otherwise[key];
    if (other !== undefined && !Array.isArray(other)) return other;
    const given = this.#given.get(key) ?? 0;
    this.#given.set(key, given + 1);
    const one = Array.isArray(other) ? other[Math.min(given, other.length - 1)] : undefined;
    const seen = one ?? this.#pages(on)[fact] ?? STATIC[fact];
    if (seen === undefined) throw new Error(`the administrator has no answer to ${fact}`);
    return seen;
  }

  #pages(on: MemberId): Values {
    const { state } = this;
    const member = state.members[on];
    const work = (part: 'base' | 'product') =>
      member.work.name === 'failed' ? 'problem' : member.work.name === part ? 'running' : 'done';
    return {
      'rs.serial': `RS-${on}`,
      'rs.baseVersion': member.base,
      'rs.productVersion': member.product,
      'rs.node.packages': !member.holds ? 'missing' : member.base === NEW.base ? 'installed' : 'ready',
      'rs.atlas.distribution': state.distribution.name === 'idle' ? 'running' : state.distribution.name,
      'rs.cluster.sync': state.sync.name === 'idle' ? 'running' : state.sync.name,
      'rs.base.seen': work('base'),
      'rs.product.seen': work('product'),
      'rs.role.seen': state.roles[on as 'atlas-a'] ?? 'none',
      'rs.alive.seen': on === 'atlas-b' && state.faults.includes('peer-silent') ? 'silent' : 'answers',
      'rs.switch.answers': servingMaster(state) === 'atlas-b' ? 'b' : 'a',
      'rs.backupOps.a': state.backupOperations.includes('atlas-a') ? 'enabled' : 'disabled',
      'rs.backupOps.b': state.backupOperations.includes('atlas-b') ? 'enabled' : 'disabled',
      ...(on in REGION_OF ? this.#node(on as NodeId) : {}),
    };
  }

  #node(on: NodeId): Values {
    return {
      'rs.node.region': REGION_OF[on],
      'rs.node.half': on.endsWith('1') ? 'first' : 'second',
      'rs.node.accepting': accepting(this.state, on) ? 'on' : 'off',
      'rs.node.clients': clientsOf(this.state, on),
    };
  }
}

function isAt({ position }: RunState, path: string): boolean {
  return position.kind === 'step' && position.path === path && position.begun;
}

const STATIC: Values = {
  ...Object.assign({}, ...Object.values(CAREFUL).flat()),
  'rs.setup': 'atlas',
  'rs.finalVersion': NEW.product,
  'rs.atlas.target': NEW.product,
  'rs.changeLog': NEW.product,
  'rs.plan.base': 'yes',
  'rs.plan.product': 'yes',
  'rs.plan.baseVersion': NEW.base,
  'rs.plan.productVersion': NEW.product,
  'rs.plan.neededBase': NEW.base,
  'rs.auto.list': 'base 7.0.0, product 24.1.2',
  'rs.atlas.packages': 'base 7.0.0, product 24.1.2',
  'rs.atlas.order': 'clear',
  'rs.atlas.orderCase': '4717',
  'rs.atlas.note': 'as described',
  'rs.atlas.next': 'stop',
  'rs.cluster.next': 'stop',
  'rs.freeze.told': 'all administrators',
  'rs.switch.method': 'sharedIp',
  'rs.swap.reason': 'change 82, Ms Berg',
  'rs.swap.next': 'stop',
  'rs.pair.note': 'as shown',
  'rs.pair.next': 'stop',
  'rs.support.decision': 'stop',
  'rs.support.caseNumber': '4716',
  'rs.nat.before': '10.0.0.1',
  'rs.nat.after': '10.0.0.2',
  'rs.dns.before': '10.0.0.1',
  'rs.dns.after': '10.0.0.2',
  'rs.dns.ttl': 300,
  'rs.dns.places': 2,
  'rs.dns.old': 0,
  'rs.operation.confirmedBy': 'Ms Berg',
};
