import { describe, expect, it } from 'vitest';
import type { Ask, FactValue } from '../../preload/contract.ts';
import { type ProbeAnswer, start } from './engine.ts';
import type { Procedure } from './model.ts';
import { Driver, type Person } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { Dell, SERVER, uSeriesFiles } from './testing/u-series.ts';

// Settings, roles and network of one U-Series: every procedure is walked to its end, and through every branch it has.

const library = loaded(uSeriesFiles());
const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

/** What a person enters, by fact. A list is answered one after the other; its last value stays. '' leaves a field empty. */
type Answers = Record<string, FactValue | FactValue[]>;

/** What a careful person on an ordinary appliance enters. */
const USUAL: Answers = {
  'us.haRole': 'standalone',
  'windows.version': '2012R2',
  'us.answers': true,
  'us.settings.before': 'as delivered',
  'us.settings.shown': 'saved',
  'us.settings.busy': 'nothing',
  'us.settings.supportCase': '4711',
  'us.account.which': 'appliance',
  'us.account.name': 'same',
  'us.account.keeper': 'Ms Berg',
  'us.account.login': 'works',
  'us.radius.state': 'on',
  'us.radius.alias': 'radius-1',
  'us.radius.user': 'btadmin',
  'us.radius.samePassword': true,
  'us.radius.login': 'works',
  'us.rdp.wanted': 'on',
  'us.rdp.reason': 'case 4711',
  'us.rdp.until': '2026-03-02T20:00:00Z',
  'us.rdp.twoFactor': 'on',
  'us.rdp.supportPassword': 'none',
  'us.rdp.state': ['on', 'off'],
  'us.rdp.port': ['open', 'closed'],
  'us.network.console': 'local',
  'us.network.after': '10.0.0.9/24',
  'us.network.reached': 'yes',
  'us.network.restored': '10.0.0.5/24',
  'us.network.oldReached': ['no', 'yes'],
  'us.network.plan': 'VLAN 10 and 20, Mr Kern',
  'us.network.tool': 'broadcom',
  'us.network.adapter': 'Local Area Connection 2',
  'us.network.toolSource': 'case 4711',
  'us.ip.mode': 'off',
  'us.ip.address': '10.0.0.9',
  'us.ip.mask': '255.255.255.0',
  'us.ip.gateway': '10.0.0.1',
  'us.ip.dns': '10.0.0.2',
  'us.ip.pairing': 'HA page, Ms Berg, tonight',
  'us.team.switch': 'Mr Kern, ports 3 and 4',
  'us.team.idracPort': 'apart',
  'us.team.approval': 'Mr Kern',
  'us.team.links': 2,
  'us.vlan.model': 'physical',
  'us.vlan.team': 'VLAN',
  'us.vlan.name': ['VLAN10', 'VLAN20'],
  'us.vlan.tag': [10, 20],
  'us.vlan.more': 'no',
  'us.vlan.list': 'VLAN10 10',
  'us.vgt.file': 'ProWinx64.exe',
  'us.vgt.sha256': HASH,
  'us.vgt.copySha256': HASH,
  'us.vgt.adapters': 2,
  'us.vgt.updated': [1, 2],
  'us.vgt.driver': '12.15.31.0',
  'us.vgt.tab': 'there',
  'us.net.config': '10.0.0.5/24, gateway 10.0.0.1',
  'us.net.target': 'dc1.example',
  'us.net.ping': 'answers',
  'us.net.finding': 'DNS server is down',
  'us.smtp.ssl': 'on',
  'us.smtp.server': '10.0.0.25',
  'us.smtp.port': 587,
  'us.smtp.user': 'appliance',
  'us.proxy.wanted': 'on',
  'us.proxy.server': '10.0.0.80',
  'us.proxy.port': 3128,
  'us.proxy.user': 'appliance',
  'us.bits.level': 'half',
  'us.health.database': 'local',
  'us.health.cpu': 12,
  'us.health.disk': 40,
  'us.health.stopped': 0,
  'us.health.analyzer': 'no findings',
  'us.health.sqlCpu': 3,
  'us.health.sqlMemory': '4 GB',
  'us.health.alerts': 'both',
  'us.service.name': 'BeyondTrust Scheduler',
  'us.service.before': 'stopped',
  'us.service.order': 'restart',
  'us.service.after': 'running',
  'us.counters.mail': 'configured',
  'us.counters.choice': 'both',
  'us.counters.list': 'the four base counters',
  'us.counters.low': 50,
  'us.counters.medium': 65,
  'us.counters.high': 70,
  'us.counters.duration': 10,
  'us.counters.reset': 40,
  'us.counters.resetDuration': 10,
  'us.mail.smtp': 'set',
  'us.mail.health': 'ops@example.org',
  'us.mail.backup': 'ops@example.org',
  'us.forward.target': 'remote',
  'us.forward.version': '22.1',
  'us.forward.address': '10.0.0.7',
  'us.forward.kind': 'appliance',
  'us.forward.exportSha256': HASH,
  'us.forward.certificate': 'eEyeEmmsClient',
  'us.forward.connector': 'berlin-1, TCP, local0',
  'us.notes.count': 2,
  'us.notes.highest': 'medium',
  'us.logs.place': 'share',
  'us.logs.path': '\\\\10.10.10.10\\logs',
  'us.logs.user': 'example\\logger',
  'us.logs.approvedBy': 'Ms Berg',
  'us.logs.schedule': 'interval',
  'us.logs.interval': 20,
  'us.logs.test': 'ok',
  'us.logs.file': 'logs-1.zip',
  'us.logs.sha256': HASH,
  'us.reboot.order': 'reboot',
  'us.reboot.reason': 'update, Sunday 20:00',
  'us.reboot.takeover': 'no',
  'us.reboot.planned': 30,
  'us.reboot.blackout': 60,
  'us.reboot.gone': '2026-03-01T20:05:00Z',
  'us.reboot.back': '2026-03-01T20:15:00Z',
  'us.roles.before': 'SQL Server Database',
  'us.roles.change': 'Omniworker on',
  'us.roles.endpoint': 'untouched',
  'us.roles.conflicts': 0,
  'us.roles.resolved': 'SQL Server Database on',
  'us.roles.after': 'SQL Server Database, Omniworker',
  'us.roles.pending': 'yes',
  'us.collector.service': 'eventServer',
  'us.collector.port': 21690,
  'us.sql.server': 'shipped',
  'us.sql.remoteAccess': 'off',
  'us.sql.database': 'sql',
  'us.sql.user': 'bi_user',
  'us.sql.remote': 'db1, BeyondInsight',
  'us.biul.place': 'local',
  'us.biul.user': 'biul',
  'us.biul.server': 'db1',
  'us.biul.port': 1433,
  'us.biul.database': 'biul',
  'us.biul.test': 'ok',
  'us.autoUpdate.role': 'on',
  'us.autoUpdate.servers': 'one',
  'us.autoUpdate.addresses': 'updates.example.org',
  'us.ps.licence': 'applied',
  'us.ps.cryptoPlace': 'safe in room 2',
  'us.ps.portal': 'on',
  'us.ssl.file': 'berlin-1.pfx',
  'us.ssl.extension': 'pfx',
  'us.ssl.password': 'atHand',
  'us.ssl.name': 'berlin-1.example.org',
  'us.ssl.expires': '2027-03-01T00:00:00Z',
  'us.ssl.fingerprint': HASH,
  'us.ssl.bind': 'yes',
  'us.ssl.ha': 'no',
  'us.ssl.served': HASH,
  'us.repo.host': 'repo-1',
  'us.repo.windows': 'enough',
  'us.repo.iis': '7.5',
  'us.repo.port': 'open',
  'us.repo.bits': 'installed',
  'us.repo.aspNet': 'present',
  'us.repo.registered': 'Finished installing ASP.NET',
  'us.repo.allowed': 'allowed',
  'us.repo.certificate': 'repo-1',
  'us.repo.sha256': HASH,
  'us.repo.copySha256': HASH,
  'us.repo.copyPlace': 'share 3',
  'us.archive.method': 'share',
  'us.archive.host': 'repo-1',
  'us.archive.certificate': 'repo-1',
  'us.archive.share': '\\\\files\\sessions',
  'us.archive.user': 'sessions',
  'us.archive.age': 90,
  'us.archive.free': 2000,
  'us.archive.timeout': 600,
  'us.archive.haSync': 'on',
  'us.archive.test': 'ok',
};

/** One way through a procedure: what is answered otherwise than usual, how it ends and, where it matters, where it passed. */
interface Walk {
  answers?: Answers;
  end?: 'finished' | 'stopped';
  via?: string[];
  /** The iDRAC: silent, or telling that the machine is off. */
  idrac?: 'silent' | 'off';
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
    { answers: { 'us.answers': [false, true] }, via: ['back'] },
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

class Answering implements Person {
  readonly #answers: Answers;
  readonly #given = new Map<string, number>();
  constructor(answers: Answers) {
    this.#answers = answers;
  }
  answer(_path: string, asks: Ask[]): Record<string, FactValue> | null {
    const values: Record<string, FactValue> = {};
    for (const { fact, optional } of asks) {
      const list = [this.#answers[fact] ?? []].flat();
      const given = this.#given.get(fact) ?? 0;
      // Whoever is asked the same thing for the twentieth time walks in a circle.
      const value = given < 20 ? (list[given] ?? list.at(-1)) : undefined;
      this.#given.set(fact, given + 1);
      if (value !== undefined && !(optional && value === '')) values[fact] = value;
      else if (!optional) return null;
    }
    return values;
  }
}

class Machine extends Dell {
  readonly #power: string;
  constructor({ idrac }: Walk) {
    super(idrac === 'silent' ? { deaf: true } : {});
    this.#power = idrac === 'off' ? 'off' : 'on';
  }
  override probe(order: { probe: string }, now: number): ProbeAnswer {
    const { fields, serial } = super.probe(order, now);
    return { fields: order.probe === 'idrac.info' ? { ...fields, power: this.#power } : fields, serial };
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

describe('an answer that cannot be right', () => {
  it.each<[string, string, FactValue]>([
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
