import type { Product } from '../../../preload/contract.ts';

/** A fact by name: of each device by itself, or one of the run that is about whoever plays `role`. */
export type Teller = string | { fact: string; role: string };
export type LineKey = 'role' | 'service' | 'half' | 'version' | 'level' | 'power';
export type LinkKey = 'mirror' | 'heartbeat' | 'sync' | 'install';

/** Which facts tell of a product's devices what the picture shows. Of several the one that was read last counts. */
export interface Telling {
  /** What the devices of lists stand together by. */
  group: 'region' | 'site' | null;
  groupFact: string | null;
  /** `roles`: only for devices that play one of them. */
  lines: { key: LineKey; tellers: Teller[]; roles?: string[] }[];
  /** What is true between the devices. */
  links: { key: LinkKey; facts: string[]; roles: string[] }[];
}

const of = (role: string, ...facts: string[]): Teller[] => facts.map((fact) => ({ fact, role }));

export const tellings: Record<Product, Telling> = {
  'u-series': {
    group: null,
    groupFact: null,
    lines: [
      {
        key: 'role',
        tellers: [
          ...of('active', 'us.ha.activeAnswer', 'us.ha.activeSeen'),
          ...of('passive', 'us.ha.passiveAnswer', 'us.ha.passiveSeen'),
        ],
        roles: ['active', 'passive'],
      },
    ],
    links: [{ key: 'mirror', facts: ['us.mirror.state'], roles: ['active', 'passive'] }],
  },
  'remote-support': {
    group: 'region',
    groupFact: 'rs.node.region',
    lines: [
      { key: 'role', tellers: ['rs.role', 'rs.role.seen'], roles: ['a', 'b', 'master'] },
      { key: 'service', tellers: ['rs.node.accepting'], roles: ['node'] },
      { key: 'half', tellers: ['rs.node.half'], roles: ['node'] },
      { key: 'version', tellers: ['rs.productVersion'] },
    ],
    links: [{ key: 'sync', facts: ['rs.sync.read', 'rs.sync.seen'], roles: ['a', 'b'] }],
  },
  imprivata: {
    group: 'site',
    groupFact: 'imp.site',
    lines: [{ key: 'level', tellers: ['imp.level'] }],
    links: [{ key: 'install', facts: ['imp.installState'], roles: ['appliance'] }],
  },
  sps: {
    group: null,
    groupFact: null,
    lines: [
      { key: 'power', tellers: of('slave', 'slave.bmc.powerStatus'), roles: ['slave'] },
      {
        key: 'version',
        tellers: [...of('master', 'runningVersion'), 'indexer.version'],
        roles: ['master', 'indexer'],
      },
      { key: 'service', tellers: ['indexer.service'], roles: ['indexer'] },
    ],
    links: [{ key: 'heartbeat', facts: ['ha.link'], roles: ['master', 'slave'] }],
  },
};
