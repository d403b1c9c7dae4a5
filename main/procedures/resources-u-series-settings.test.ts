import { describe, expect, it } from 'vitest';
import type { FactValue } from '../../preload/contract.ts';
import { type ProbeAnswer, start } from './engine.ts';
import type { Stamped } from './events.ts';
import type { Procedure } from './model.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { Dell, SERVER, uSeriesFiles } from './testing/u-series.ts';
import { Answering, type Answers, HASH, USUAL } from './testing/u-series-settings.ts';

// Settings, roles and network of one U-Series: every procedure is walked to its end, and through every branch it has.

const library = loaded(uSeriesFiles());
const OTHER = 'cd'.repeat(32);

/** One way through a procedure: what is answered otherwise than usual, how it ends and, where it matters, where it passed. */
interface Walk {
  answers?: Answers;
  end?: 'finished' | 'stopped';
  via?: string[];
  /** The iDRAC: silent, or telling that the machine is off. */
  idrac?: 'silent' | 'off';
  /** The web site is not seen by the tool. */
  web?: 'unseen';
  /** Fingerprint of the certificate that the tool reads; without it the web site is not seen. */
  certificate?: string;
}
const USUALLY: Walk = {};
const ACTIVE = { 'us.haRole': 'active' };
const VIRTUAL: Answers = { 'us.vlan.model': 'virtual', 'us.network.tool': 'intel', 'us.network.console': 'hypervisor' };
const UNREACHED: Walk = { answers: { 'us.network.reached': 'no' }, end: 'stopped', via: ['undo'] };

const WALKS: Record<string, Walk[]> = {
  'us-admin-password-change': [
    { via: ['radius'] },
    { answers: { 'us.account.which': 'updater', 'us.account.name': 'changed', 'us.radius.state': 'off' } },
    { answers: { 'us.account.login': ['fails', 'works'] }, via: ['locked-out'] },
    {
      answers: { 'us.account.login': ['fails', 'works'], 'us.radius.login': ['', 'works'] },
      via: ['locked-out', 'radius'],
    },
    // The account works again, but its RADIUS user is still refused.
    { answers: { 'us.radius.login': 'fails' }, via: ['locked-out'], end: 'stopped' },
    { answers: { 'us.radius.login': 'fails', 'us.account.login': ['works', 'fails'] }, end: 'stopped' },
  ],
  'us-radius-2fa': [
    USUALLY,
    { answers: { 'us.radius.login': 'fails', 'us.radius.state': ['on', 'on', 'off'] }, end: 'stopped' },
  ],
  'us-rdp': [
    { via: ['switch-off'] },
    { answers: { 'us.rdp.wanted': 'off', 'us.rdp.state': 'off', 'us.rdp.port': 'closed' } },
    {
      answers: { 'us.rdp.port': ['closed', 'closed'], 'us.rdp.state': ['on', 'on', 'off'] },
      via: ['differs', 'switch-off'],
    },
    { answers: { 'us.rdp.wanted': 'off', 'us.rdp.state': 'off' }, via: ['differs'] },
    { answers: { 'us.rdp.port': ['open', 'open', 'closed'], 'us.rdp.state': ['on', 'off', 'off'] } },
    { answers: { 'us.rdp.wanted': 'off', 'us.rdp.state': 'off', 'us.rdp.port': 'open' }, end: 'stopped' },
    { answers: { 'us.rdp.twoFactor': 'off', 'us.rdp.supportPassword': 'atHand' } },
  ],
  'us-ip-address': [
    USUALLY,
    { answers: { 'us.ip.dns': ['', '10.0.0.2'] } },
    { answers: { ...ACTIVE, 'us.ip.mode': 'on', 'us.network.console': 'idrac' }, via: ['pair', 'idrac'] },
    { answers: { 'us.network.console': ['idrac', 'local'] }, idrac: 'silent' },
    UNREACHED,
  ],
  'us-smtp': [USUALLY],
  'us-proxy': [{ via: ['server'] }, { answers: { 'us.proxy.wanted': 'off' } }],
  'us-bits-throttle': [USUALLY],
  'us-health-monitoring': [
    { via: ['read-sql'] },
    { answers: { 'us.health.database': 'external', 'us.health.stopped': 1 }, via: ['services/do'] },
  ],
  'us-service-control': [
    USUALLY,
    {
      answers: {
        ...ACTIVE,
        'us.settings.busy': ['sync', 'sync', 'nothing'],
        'us.service.order': 'stop',
        'us.service.after': 'stopped',
      },
      via: ['wait-for-it'],
    },
    { answers: { 'us.service.after': ['stopped', 'running'] }, via: ['refuses'] },
    { answers: { 'us.service.after': 'stopped' }, end: 'stopped', via: ['refuses'] },
  ],
  'us-performance-counters': [
    USUALLY,
    { answers: { 'us.counters.mail': 'missing', 'us.mail.smtp': 'missing' }, via: ['recipients/set-smtp/enter'] },
  ],
  'us-notifications': [USUALLY],
  'us-alert-forwarding': [
    { via: ['export', 'import/served', 'connector'] },
    { answers: { 'us.forward.kind': 'software' }, via: ['export-software'] },
    { answers: { 'us.forward.target': 'local' }, via: ['version', 'connector'] },
    { answers: { 'us.forward.target': 'none' } },
  ],
  'us-view-notifications': [USUALLY],
  'us-network-diagnose': [
    USUALLY,
    { answers: { 'us.net.ping': 'unresolved' }, via: ['names'] },
    { answers: { 'us.net.ping': 'lost' }, via: ['path'] },
  ],
  'us-log-export': [
    USUALLY,
    { answers: { 'us.logs.place': 'nfs', 'us.logs.path': 'nas:/logs', 'us.logs.schedule': 'daily' } },
    { answers: { 'us.logs.test': ['failed', 'ok'] }, via: ['refused'] },
    { answers: { 'us.logs.test': ['failed', 'failed', 'ok'] }, via: ['refused'] },
  ],
  'us-schedule-reboot': [
    { via: ['down', 'up', 'check'] },
    { web: 'unseen', via: ['back', 'check'] },
    { answers: { 'us.answers': [false, true] }, via: ['console'] },
    { answers: { 'us.answers': false }, end: 'stopped', via: ['console'] },
    { answers: { ...ACTIVE, 'us.reboot.order': 'shutdown' }, idrac: 'off', via: ['blackout', 'off'] },
    { answers: { 'us.reboot.order': 'shutdown' }, via: ['see-off'] },
    {
      answers: { ...ACTIVE, 'us.reboot.takeover': 'yes', 'us.reboot.order': 'shutdown' },
      idrac: 'silent',
      via: ['see-off'],
    },
  ],
  'us-roles-apply': [
    { via: ['option'] },
    { answers: { 'us.roles.conflicts': [2, 1, 0] }, via: ['resolve'] },
    { answers: { 'us.roles.endpoint': 'off' } },
  ],
  'us-role-event-collector': [
    { via: ['port', 'pending/apply'] },
    { answers: { 'us.collector.service': 'appbus', 'us.roles.pending': 'no' } },
  ],
  'us-role-sql-database': [
    { via: ['remote-access', 'local', 'pending/apply'] },
    { answers: { 'us.sql.server': 'own', 'us.sql.database': 'remote' }, via: ['remote'] },
  ],
  'us-role-biul-database': [
    USUALLY,
    { answers: { 'us.biul.place': 'remote', 'us.biul.test': ['failed', 'ok'] }, via: ['refused'] },
    { answers: { 'us.biul.place': 'remote', 'us.biul.test': ['failed', 'failed', 'ok'] } },
  ],
  'us-role-auto-update': [
    { via: ['addresses'] },
    { answers: { 'us.autoUpdate.servers': 'default' }, via: ['default'] },
    { answers: { 'us.autoUpdate.role': 'off' } },
  ],
  'us-ssl-certificate-upload': [
    { via: ['served'] },
    { answers: { 'us.ssl.bind': 'no', 'us.ssl.extension': 'p12' } },
    { answers: { 'us.ssl.served': [OTHER, HASH] }, via: ['differs'] },
    { answers: { 'us.ssl.served': OTHER }, end: 'stopped' },
    // Where the tool reads the uploaded one, nobody is asked; where it reads another one, a person looks.
    { answers: { 'us.ssl.served': OTHER }, certificate: HASH, via: ['read-served'] },
    { answers: { 'us.ssl.served': OTHER }, certificate: OTHER, via: ['served'], end: 'stopped' },
  ],
  'us-session-archive-host': [
    USUALLY,
    { answers: { 'us.repo.port': ['closed', 'open'] }, via: ['prepare'] },
    { answers: { 'us.repo.windows': 'older' }, end: 'stopped' },
    { answers: { 'us.repo.aspNet': 'missing' }, via: ['register', 'allow'] },
  ],
  'us-session-archive-configure': [
    { via: ['share', 'pending/apply'] },
    {
      answers: { ...ACTIVE, 'us.archive.method': 'bits', 'us.archive.test': ['failed', 'ok'] },
      via: ['certificate/upload', 'failed'],
    },
    { answers: { 'us.archive.test': ['failed', 'failed', 'ok'] } },
  ],
  'us-bt-ps-setup': [{ via: ['apply/apply'] }, { answers: { 'us.ps.licence': 'missing' }, end: 'stopped' }],
  'us-nic-teaming': [
    USUALLY,
    { answers: { 'windows.version': '2008R2', 'us.team.idracPort': 'shared' }, via: ['approval', 'installer'] },
    {
      answers: { 'windows.version': '2016', 'us.network.tool': 'native', 'us.network.console': 'idrac' },
      via: ['idrac'],
    },
    UNREACHED,
  ],
  'us-vlan-broadcom': [
    USUALLY,
    { answers: { 'us.vlan.more': ['yes', 'yes', 'no'] }, via: ['next', 'add'] },
    { answers: { 'us.haRole': ['active', 'passive'] }, via: ['not-here', 'create'] },
    { answers: ACTIVE, end: 'stopped', via: ['not-here'] },
    UNREACHED,
  ],
  'us-vlan-vgt': [
    { answers: { ...VIRTUAL, 'us.vlan.more': ['yes', 'no'] }, via: ['driver', 'install'] },
    { answers: { ...VIRTUAL, 'us.vgt.tab': ['missing', 'there'] } },
    { answers: { ...VIRTUAL, 'windows.version': '2016' }, end: 'stopped' },
    { ...UNREACHED, answers: { ...VIRTUAL, ...UNREACHED.answers } },
  ],
};

class Machine extends Dell {
  readonly #walk: Walk;
  /** When the web site goes and comes after a reboot was ordered. */
  #reboot: { gone: number; back: number } | null = null;
  constructor(walk: Walk) {
    super(walk.idrac === 'silent' ? { deaf: true } : {});
    this.#walk = walk;
  }
  override happened(event: Stamped): void {
    if (event.type !== 'step.done' || event.data.path !== 'reboot') return;
    const at = Date.parse(event.at);
    this.#reboot = { gone: at + 60_000, back: at + 6 * 60_000 };
  }
  override probe(order: { probe: string }, now: number): ProbeAnswer {
    if (order.probe === 'net.ping') return { fields: { answers: true, ms: 1 }, serial: null };
    if (order.probe === 'tls.pin') {
      const sha256 = this.#walk.certificate;
      if (sha256 === undefined) throw new Error('no web interface is known');
      return { fields: { sha256 }, serial: null };
    }
    if (order.probe === 'us.web') {
      if (this.#walk.web === 'unseen') throw new Error('no web interface is known');
      const up = this.#reboot === null || now < this.#reboot.gone || now > this.#reboot.back;
      return { fields: { up }, serial: null };
    }
    const { fields, serial } = super.probe(order, now);
    const power = this.#walk.idrac === 'off' ? 'off' : 'on';
    return { fields: order.probe === 'idrac.info' ? { ...fields, power } : fields, serial };
  }
}

function walked(procedure: string, walk: Walk) {
  const driver = new Driver(new Machine(walk), new Answering({ ...USUAL, ...walk.answers }));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings: [SERVER] }));
  const state = driver.run();
  const taken = driver.events.flatMap(({ type, data }) =>
    type === 'branch.taken' ? [`${data.path} ${data.goto}`] : [],
  );
  const done = driver.events.flatMap(({ type, data }) => (type === 'step.done' ? [data.path] : []));
  return { state, taken, done };
}

/** Every exit of every decision. */
function exits({ steps }: Procedure): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== 'decide') return [];
    return [...step.cases.map(({ goto }) => goto), step.otherwise].map((goto) => `${step.id} ${goto}`);
  });
}

describe('the settings of a U-Series', () => {
  it.each(Object.entries(WALKS))('%s is walked to its end and through every branch', (id, walks) => {
    const procedure = library.procedures[id] as Procedure;
    const seen = new Set<string>();
    for (const walk of walks) {
      const { state, taken, done } = walked(id, walk);
      expect([state.status, state.position], JSON.stringify(walk)).toMatchObject([walk.end ?? 'finished', {}]);
      expect((walk.via ?? []).filter((path) => !done.includes(path))).toEqual([]);
      for (const exit of taken) seen.add(exit);
    }
    expect(exits(procedure).filter((exit) => !seen.has(exit))).toEqual([]);
  });
});

describe('a reboot', () => {
  const minutes = (walk: Walk) => {
    const { state } = walked('us-schedule-reboot', walk);
    return (Date.parse(state.at) - Date.parse('2026-03-01T20:00:00Z')) / 60_000;
  };
  it('is watched by the tool where it sees the web site, and kept from nobody where it does not', () => {
    expect(minutes({})).toBeGreaterThan(6);
    expect(minutes({ web: 'unseen' })).toBeLessThan(2);
  });
});

describe('an answer that cannot be right', () => {
  it.each<[string, string, FactValue]>([
    ['us-ip-address', 'us.ip.address', '10.0.0.256'],
    ['us-ip-address', 'us.ip.gateway', '10.0.1.1'],
    ['us-smtp', 'us.smtp.port', 0],
    ['us-proxy', 'us.proxy.port', 65536],
    ['us-rdp', 'us.rdp.state', 'off'],
    ['us-performance-counters', 'us.counters.medium', 50],
    ['us-performance-counters', 'us.counters.high', 60],
    ['us-performance-counters', 'us.counters.reset', 50],
    ['us-alert-forwarding', 'us.forward.version', '5.8'],
    ['us-log-export', 'us.logs.path', '10.10.10.10/logs'],
    ['us-log-export', 'us.logs.user', 'logger'],
    ['us-ssl-certificate-upload', 'us.ssl.expires', '2026-02-28T00:00:00Z'],
    ['us-session-archive-host', 'us.repo.iis', '7.0'],
    ['us-session-archive-host', 'us.repo.copySha256', OTHER],
    ['us-nic-teaming', 'us.team.links', 0],
    ['us-vlan-broadcom', 'us.vlan.tag', 4095],
    ['us-bt-ps-setup', 'us.ps.portal', 'off'],
  ])('%s refuses %s = %s', (procedure, fact, value) => {
    expect(() => walked(procedure, { answers: { [fact]: value } })).toThrow(expect.objectContaining({ fact }));
  });
  it('is a shutdown that outlasts the blackout window', () => {
    const answers = { ...ACTIVE, 'us.reboot.blackout': 30 };
    expect(() => walked('us-schedule-reboot', { answers })).toThrow(
      expect.objectContaining({ fact: 'us.reboot.blackout' }),
    );
  });
});
