/** A cluster of a few nodes and a pair, in procedures of a few steps that are called for each of them. Tests only. */
import type { Outcome } from '../../../preload/contract.ts';
import { type ProbeAnswer, start } from '../engine.ts';
import type { ActionIntent, Binding } from '../events.ts';
import type { Library } from '../model.ts';
import { Driver, type Person, type World } from './driver.ts';
import { loaded } from './fixture.ts';
import { headOf, T } from './head.ts';

const FACTS = `
facts:
  want: { label: ${T}, type: version, shared: true }
  version: { label: ${T}, type: version, sense: { probe: sps.info, role: appliance, field: version } }
  power:
    { label: ${T}, type: enum, values: { on: ${T}, off: ${T} },
      sense: { probe: bmc.power, role: appliance, field: powerStatus } }
  seen: { label: ${T}, type: text }
  leave: { label: ${T}, type: boolean, recordable: true }
  ordered: { label: ${T}, type: boolean }
  ready: { label: ${T}, type: boolean }
  current: { label: ${T}, type: boolean, derive: version == want }
`;

const INTERLOCKS = `
interlocks:
  I-SPS-001:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool },
      when: known(ordered), requires: version == want && at(version) > at(ordered),
      blocks: [ { actions: ['power.*'], roles: [appliance] }, { actions: [sps.firmware.activate], roles: any } ],
      outlivesRun: true }
  I-SPS-002:
    { severity: soft, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool },
      when: 'true', requires: 'false', blocks: [ { actions: [sps.firmware.upload], roles: any } ] }
  I-SPS-003:
    { severity: hard, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool },
      when: 'true', requires: 'every(node, current)', blocks: [ { actions: [sps.cluster.reboot], roles: any } ] }
  I-SPS-004:
    { severity: gated, title: ${T}, reason: ${T}, lift: ${T}, source: { document: tool },
      when: known(ordered), requires: leave, blocks: [ { actions: [power.cycle], roles: [appliance] } ] }
`;

const head = (id: string, roles: string, rules: string) => `${headOf(id)}
roles:
${roles}
interlocks: [${rules}]
steps:
`;
const lines = (steps: readonly string[]) =>
  steps.map((step) => `  - { title: ${T}, sources: [ { document: tool } ], ${step} }\n`).join('');

/** What is done at one appliance. */
const ONE = [
  'id: upload, kind: guide, on: appliance, manual: sps.firmware.upload, begins: [ordered], asks: [ { fact: seen } ]',
  'id: check, kind: sense, on: appliance, reads: [version], until: version == want, limit: { after: 2min, goto: stop }',
  'id: on, kind: act, on: appliance, action: power.on',
];

/** A library with `one` (role appliance), and `all` with the list `node` and the pair `active` and `passive`. */
export function nodesLibrary(
  steps: readonly string[],
  rules = 'I-SPS-003',
  more: Record<string, string> = {},
): Library {
  const folder = 'resources/procedures/sps';
  const files = {
    facts: FACTS,
    interlocks: INTERLOCKS,
    one: head('one', `  appliance: { label: ${T}, needs: [bmc, web] }`, 'I-SPS-001, I-SPS-002, I-SPS-004') + lines(ONE),
    all: head('all', ROLES, rules) + lines(steps),
    ...more,
  };
  return loaded(Object.entries(files).map(([name, text]) => ({ path: `${folder}/${name}.yaml`, text })));
}
const ROLES = `  node: { label: ${T}, needs: [bmc, web], many: true }
  active: { label: ${T}, needs: [bmc, web] }
  passive: { label: ${T}, needs: [bmc, web] }`;

/** A further procedure of the library, as `nodesLibrary` takes it. */
export function another(id: string, roles: string, steps: readonly string[], rules = ''): string {
  return head(id, roles, rules) + lines(steps);
}

const device = (role: string, id: string): Binding => ({
  role,
  deviceId: id,
  deviceName: id.toUpperCase(),
  serial: `S-${id}`,
  bmc: `127.0.0.1:${6230 + id.charCodeAt(0)}`,
  web: `https://127.0.0.1/${id}`,
  idrac: null,
});
export const NODES: Binding[] = [
  device('node', 'a'),
  device('node', 'b'),
  device('node', 'c'),
  device('active', 'd'),
  device('passive', 'e'),
];

/** Every device by itself: its version and its power; uploading makes it current, unless it is stuck. */
export class Nodes implements World {
  readonly versions = new Map<string, string>();
  readonly power = new Map<string, 'on' | 'off'>();
  readonly stuck = new Set<string>();
  /** Devices in the order commands reached them. */
  readonly arrived: string[] = [];

  happened(): void {}

  probe({ deviceId, probe }: { deviceId: string; probe: string }): ProbeAnswer {
    const fields =
      probe === 'bmc.power'
        ? { powerStatus: this.power.get(deviceId) ?? 'off' }
        : { version: this.stuck.has(deviceId) ? '5.6.0' : (this.versions.get(deviceId) ?? '5.6.0') };
    return { fields, serial: `S-${deviceId}` };
  }

  perform(_action: string, { deviceId }: Binding): Outcome {
    this.arrived.push(deviceId);
    this.power.set(deviceId, 'on');
    return 'done';
  }

  readBack({ deviceId }: ActionIntent): Outcome {
    return this.power.get(deviceId ?? '') === 'on' ? 'done' : 'unknown';
  }
}

/** A run of `all` that has just been started. */
export function startedNodes(library: Library, world: World, person: Person, bindings = NODES): Driver {
  const driver = new Driver(world, person);
  driver.append(start(library, { runId: 'run-1', procedure: 'all', siteId: 'site-1', scale: 1, bindings }));
  return driver;
}
