import { describe, expect, it } from 'vitest';
import type { Ask, FactValue } from '../../preload/contract.ts';
import { start } from './engine.ts';
import { Driver, type Person, type World } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { filesOf } from './testing/shipped.ts';
import { SERVER } from './testing/u-series.ts';

// Logging in, updates, licences and the first half of the settings: each procedure to its end, over every branch.

const library = loaded(filesOf('u-series'));
const A = 'ab'.repeat(32);
const B = 'cd'.repeat(32);
/** A value, or several: one for each time it is asked for, the last for ever. */
type Answers = Readonly<Record<string, FactValue | FactValue[]>>;

/** What a careful person sees and enters, by the fact. */
const CAREFUL: Answers = {
  'us.page.url': 'https://10.0.0.7/Maintenance',
  'us.page.fingerprint': A,
  'us.page.onFile': A,
  'us.page.certificate': 'onFile',
  'us.bi.user': 'admin',
  'us.session.user': 'admin',
  'us.trouble.seen': 'a red bar with error 12',
  'us.trouble.next': 'retry',
  'us.settings.busy': 'nothing',
  'us.haRole': 'standalone',
  'us.pair.skew': 2,
  'us.name.final': 'us-berlin-1',
  'us.name.again': 'us-berlin-1',
  'us.windows.reach': 'online',
  'us.windows.activation': 'activated',
  'us.windows.authorised': 'Ms Berg',
  'us.windows.callBy': 'Ms Berg, accepted',
  'us.kms.server': '10.0.0.9',
  'us.kms.keyTail': '9Q2T',
  'us.updates.versions': 'appliance 3.2.5',
  'us.updates.versionsAfter': 'appliance 3.3.1',
  'us.updates.backup': 'verified',
  'us.updates.restartOk': 'yes',
  'us.updates.list': 'SUPI 5, Supporting Software 210201',
  'us.updates.waiting': 2,
  'us.updates.inSchedule': 2,
  'us.updates.choice': 'now',
  'us.updates.seen': 'finished',
  'us.updates.history': 'ok',
  'us.updates.historyList': 'SUPI 5 installed',
  'us.updates.late': 0,
  'staging.schedule': 'paused',
  'staging.target': '3.3.1',
  'staging.supi': 'newest',
  'staging.supporting': 210201,
  'staging.path': 'read',
  'us.method.source': 'vendor',
  'us.method.proxy': 'no',
  'us.method.updates': 'enabled',
  'us.method.change': 'keep',
  'us.method.after': 'proxy 10.0.0.8',
  'us.clock.reference': 'ntp1 of the site',
  'us.clock.partner': 'none',
  'us.clock.before': '20:07 UTC',
  'us.clock.zone': 'UTC+1',
  'us.clock.skew': 1,
  'us.lcd.wantedReset': 'on',
  'us.lcd.wantedButtons': 'on',
  'us.lcd.decidedBy': 'Ms Berg, rack locked',
  'us.lcd.reset': 'on',
  'us.lcd.buttons': 'on',
  'us.lcd.owner': 'Ms Berg',
  'us.lcd.address': '10.0.0.7',
  'us.lcd.shown': 'password',
  'us.lcd.custody': 'sealed envelope, Ms Berg',
  'us.lcd.login': 'accepted',
  'us.usb.approval': 'Ms Berg, today',
  'us.usb.purpose': 'address',
  'us.usb.option': ['on', 'off'],
  'us.usb.medium': 'stick 4',
  'us.usb.result': 'address is 10.0.0.8',
  'us.banner.title': 'Private',
  'us.banner.message': 'For the staff only',
  'us.banner.shown': 'Private',
  'us.domain.reason': 'policy 7',
  'us.domain.representative': 'Ms Roth',
  'us.domain.case': '4711',
  'us.domain.joined': 'corp.example',
  'us.licence.state': 'all',
  'us.licence.features': 'BeyondInsight, scanner',
  'us.serials.products': 'BeyondInsight …A1B2',
  'us.serials.host': 'allowed',
  'us.serials.requestHash': A,
  'us.serials.sentHash': A,
  'us.serials.sentTo': 'licensing, 20:40, case 4712',
  'us.serials.answer': 'from licensing, safe 2',
  'us.serials.result': 'accepted',
  'us.serials.reboot': 'no',
  'us.wipe.reason': 'returned to the vendor',
  'us.wipe.first': 'Mr Kern',
  'us.wipe.second': 'Ms Berg',
  'us.wipe.name': 'us-berlin-1',
  'us.wipe.nameAgain': 'us-berlin-1',
  'us.wipe.backup': 'verified',
  'us.wipe.result': 'first page of the wizard',
  'us.cryptoKey.keeper': 'Mr Kern, safe 1',
  'us.cryptoKey.file': 'key.zip',
  'us.cryptoKey.sha256': A,
  'us.cryptoKey.copySha256': A,
  'us.cryptoKey.place': 'stick 5, safe 2',
  'us.cryptoKey.apart': 'apart',
  'us.cryptoKey.backup': 'verified',
  'us.cryptoKey.incoming': B,
  'us.cryptoKey.expected': B,
  'us.cryptoKey.incomingKeeper': 'Ms Berg',
  'us.cryptoKey.result': 'accepted',
  'us.cryptoKey.data': 'readable',
  'us.fips.window': '20:00 to 22:00, Ms Berg',
  'us.fips.before': 'no',
  'us.fips.state': 'yes',
  'us.api.maxAge': 600,
  'us.api.tail': '1a2b',
  'us.api.partnerTail': '1a2b',
  'us.api.health': 'SYNCHRONIZED',
  'us.eventSsl.before': 'yes',
  'us.eventSsl.wanted': 'yes',
  'us.eventSsl.state': 'yes',
  'us.eventSsl.test': 'agents deliver',
  'us.reports.site': 'reachable',
  'us.certificate.fingerprint': B,
  'us.certificate.pinned': B,
  'us.certificate.file': 'client.pfx',
  'us.certificate.fileSha256': A,
  'us.certificate.keeper': 'Mr Kern, safe 1',
  'us.tls.before': 'tls10',
  'us.tls.wanted': 'tls12',
  'us.tls.windows': 'newer',
  'us.tls.sql': 'other',
  'us.tls.negotiated': 'tls12',
  'us.hsts.certificate': 'ca',
  'us.hsts.header': 'max-age=31536000',
  // What the procedures that are called ask.
  'us.reboot.order': 'reboot',
  'us.reboot.reason': 'new setting',
  'us.reboot.gone': '2026-03-01T21:00:00Z',
  'us.reboot.back': '2026-03-01T21:05:00Z',
  'us.answers': true,
  'us.account.which': 'appliance',
  'us.account.name': 'same',
  'us.account.keeper': 'Ms Berg',
  'us.account.login': 'works',
  'us.radius.state': 'off',
  'us.settings.shown': 'saved',
};

class Technician implements Person {
  readonly #answers: Answers;
  readonly #asked = new Map<string, number>();
  constructor(answers: Answers) {
    this.#answers = answers;
  }
  answer(path: string, asks: Ask[]): Record<string, FactValue> {
    const values: Record<string, FactValue> = {};
    for (const { fact, optional } of asks) {
      const times = this.#asked.get(fact) ?? 0;
      this.#asked.set(fact, times + 1);
      if (times > 12) throw new Error(`asked for ${fact} again and again at ${path}`);
      const known = this.#answers[fact];
      const value = Array.isArray(known) ? known[Math.min(times, known.length - 1)] : known;
      if (value !== undefined) values[fact] = value;
      else if (!optional) throw new Error(`nobody knows ${fact} at ${path}`);
    }
    return values;
  }
}
const SILENT: World = {
  probe() {
    throw new Error('nothing answers');
  },
  perform: () => 'refused',
  readBack: () => 'unknown',
};
/** The web interface answers with the certificate on file, and its clock is right. */
const ANSWERING: World = {
  ...SILENT,
  probe: () => ({ fields: { up: true, pinned: true, skew: 1, ok: true }, serial: null }),
};

function begun(procedure: string, answers: Answers = {}, world = SILENT): Driver {
  const driver = new Driver(world, new Technician({ ...CAREFUL, ...answers }));
  const bindings = [{ ...SERVER, web: 'https://127.0.0.1:8442' }];
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return driver;
}
function walk(...what: Parameters<typeof begun>): Driver {
  const driver = begun(...what);
  driver.run();
  return driver;
}
const STOP: Answers = { 'us.trouble.next': 'stop' };
type Walk = [procedure: string, status: 'finished' | 'stopped', answers?: Answers, world?: World];
const both = (procedure: string, first: Answers, later: Answers = {}): Walk[] => [
  [procedure, 'finished', later],
  [procedure, 'stopped', { ...first, ...STOP }],
];
/** Refused once, then taken; and refused for good. */
const twice = (procedure: string, fact: string, bad: FactValue, good: FactValue): Walk[] =>
  both(procedure, { [fact]: bad }, { [fact]: [bad, good] });

const PLAIN = [
  'us-access-maintenance',
  'us-update-history',
  'us-lcd-panel-settings',
  'us-removable-storage-settings',
  'us-prelogin-banner',
  'us-domain-join',
  'us-crypto-key-download',
  'us-certificate-generate-export',
  'us-hsts',
  'us-purge-data',
];
const SERIALS = [
  'us-serials-online',
  'us-serials-offline-browser',
  'us-serials-offline-email',
  'us-serials-offline-manual',
];
const WALKS: Walk[] = [
  ...PLAIN.map((id): Walk => [id, 'finished']),
  ['us-access-beyondinsight', 'finished'],
  ['us-access-beyondinsight', 'finished', {}, ANSWERING],
  [
    'us-access-beyondinsight',
    'finished',
    { 'us.page.onFile': B, 'us.page.explained': 'renewed', 'us.page.explainedBy': 'Ms Berg by telephone' },
  ],
  ['us-access-beyondinsight', 'stopped', { 'us.page.onFile': B, 'us.page.explained': 'unknown' }],
  ...twice('us-windows-activation-online', 'us.windows.activation', 'failed', 'activated'),
  ...both(
    'us-windows-activation-phone',
    { 'us.windows.activation': 'failed' },
    { 'us.windows.activation': ['failed', 'failed', 'failed', 'activated'] },
  ),
  ...twice('us-kms-activation', 'us.windows.activation', 'failed', 'activated'),
  ...twice('us-request-product-updates', 'us.updates.seen', 'failed', 'finished'),
  ['us-security-updates-apply', 'finished'],
  ['us-security-updates-apply', 'finished', { 'us.updates.waiting': 0 }],
  ['us-security-updates-apply', 'finished', { 'us.updates.late': [1, 0] }],
  ...twice('us-security-updates-apply', 'us.updates.history', 'failed', 'ok'),
  ['us-update-method', 'finished'],
  ['us-update-method', 'finished', { 'us.method.change': 'proxy' }],
  ['us-update-method', 'finished', { 'us.method.change': 'settings' }],
  ['us-date-time', 'finished', { 'us.clock.skew': [90, 1] }],
  ...twice('us-lcd-password-reset', 'us.lcd.shown', 'nothing', 'password'),
  ...twice('us-lcd-password-reset', 'us.lcd.login', 'refused', 'accepted'),
  ...twice('us-licence-cache-clear', 'us.licence.state', 'missing', 'all'),
  ...twice('us-crypto-key-upload', 'us.cryptoKey.result', 'refused', 'accepted'),
  ...twice('us-crypto-key-upload', 'us.cryptoKey.data', 'unreadable', 'none'),
  ['us-fips', 'finished'],
  ['us-fips', 'finished', { 'us.fips.before': 'yes' }],
  ['us-api-key', 'finished'],
  ['us-api-key', 'finished', { 'us.haRole': 'active' }],
  ['us-event-service-ssl', 'finished'],
  [
    'us-event-service-ssl',
    'finished',
    {
      'us.eventSsl.wanted': 'no',
      'us.eventSsl.state': ['no', 'yes'],
      'us.eventSsl.purpose': 'agents of the lab',
      'us.eventSsl.until': '2026-03-02T20:00:00Z',
    },
  ],
  ...twice('us-analytics-refresh', 'us.reports.site', 'unreachable', 'reachable'),
  ...twice('us-tls-protocol', 'us.tls.negotiated', 'none', 'tls12'),
  // A protocol below the chosen set is no proof of it.
  ...twice('us-tls-protocol', 'us.tls.negotiated', 'tls11', 'tls12'),
  ...SERIALS.flatMap((id): Walk[] => [
    [id, 'finished', { 'us.serials.reboot': 'yes', 'us.licence.state': ['missing', 'all'] }],
    ...twice(id, 'us.serials.result', 'refused', 'accepted'),
  ]),
];
const IDS = [...new Set(WALKS.map(([id]) => id))];

describe('the procedures of access, updates, licences and settings', () => {
  const taken = new Set<string>();
  const done = new Set<string>();
  it.each(WALKS)('%s ends %s with %o', (procedure, status, answers, world) => {
    const driver = walk(procedure, answers, world);
    expect(driver.state?.status).toBe(status);
    for (const { type, data } of driver.events) {
      if (type === 'branch.taken') taken.add(`${procedure} ${data.path} ${data.goto}`);
      if (type === 'step.done') done.add(`${procedure} ${data.path}`);
    }
  });
  it('are thirty, and were walked over every branch and through every step', () => {
    expect(IDS).toHaveLength(30);
    const steps = IDS.flatMap((id) => (library.procedures[id]?.steps ?? []).map((step) => ({ id, step })));
    const branches = steps.flatMap(({ id, step }) =>
      step.kind === 'decide'
        ? [...step.cases.map(({ goto }) => goto), step.otherwise].map((goto) => `${id} ${step.id} ${goto}`)
        : [],
    );
    expect(branches.filter((branch) => !taken.has(branch))).toEqual([]);
    // What the tool senses, and a login while the session is still young, are walked below.
    const others = steps.filter(
      ({ step }) =>
        step.kind !== 'decide' &&
        step.kind !== 'sense' &&
        !(step.kind === 'procedure' && step.procedure === 'us-access-maintenance'),
    );
    expect(others.map(({ id, step }) => `${id} ${step.id}`).filter((name) => !done.has(name))).toEqual([]);
  });
  it.each(IDS)('%s names every row of the catalogue it carries out and gives each step a source', (id) => {
    const steps = library.procedures[id]?.steps ?? [];
    expect(steps.filter(({ sources }) => sources.length === 0).map((step) => step.id)).toEqual([]);
    expect(steps.some(({ sources }) => sources.some(({ section }) => section?.startsWith(`${id} `)))).toBe(true);
  });
  it('asks for a new login where the session is about to end, and not before', () => {
    for (const [minutes, status] of [
      [9, 'skipped'],
      [11, 'done'],
    ] as const) {
      const driver = begun('us-removable-storage-settings');
      driver.run(({ position }) => position.kind === 'step' && position.path === 'insert');
      driver.now += minutes * 60_000;
      expect(driver.run()).toMatchObject({ status: 'finished', steps: { again: { status } } });
    }
  });
  it('ask nobody for a fingerprint that the tool has recognised', () => {
    const driver = walk('us-access-beyondinsight', {}, ANSWERING);
    expect(driver.state?.steps).toMatchObject({ check: { status: 'done' }, login: { status: 'done' } });
    expect(driver.state?.facts['us.page.fingerprint']).toBeUndefined();
    for (const id of ['us-certificate-generate-export', 'us-security-updates-apply']) {
      const { state } = walk(id, {}, ANSWERING);
      expect(state?.status).toBe('finished');
      expect(state?.steps[id === 'us-security-updates-apply' ? 'back' : 'see-pin']).toMatchObject({ status: 'done' });
    }
  });
  it('read the web interface and its clock where the device has an address for it', () => {
    const { state } = walk('us-date-time', {}, ANSWERING);
    expect(state).toMatchObject({
      status: 'finished',
      steps: { 'sign-in/reach': { status: 'done' }, measure: { status: 'done' }, compare: { status: 'skipped' } },
    });
    expect(state?.facts['us.clock.measured']).toMatchObject({ value: 1, origin: 'sensed' });
  });
});

describe('whoever answers otherwise is held', () => {
  it.each<[string, string, FactValue]>([
    ['us-access-maintenance', 'us.page.certificate', 'other'],
    ['us-windows-activation-online', 'us.windows.reach', 'none'],
    ['us-kms-activation', 'us.kms.keyTail', 'AAAAA-BBBBB'],
    ['us-request-product-updates', 'us.updates.backup', 'none'],
    ['us-security-updates-apply', 'us.updates.inSchedule', 1],
    ['us-date-time', 'us.clock.partner', 'alone'],
    ['us-lcd-panel-settings', 'us.lcd.buttons', 'off'],
    ['us-removable-storage-settings', 'us.usb.option', 'on'],
    ['us-prelogin-banner', 'us.banner.shown', 'Welcome'],
    ['us-crypto-key-download', 'us.cryptoKey.copySha256', B],
    ['us-crypto-key-download', 'us.cryptoKey.apart', 'together'],
    ['us-crypto-key-upload', 'us.cryptoKey.incoming', A],
    ['us-fips', 'us.fips.state', 'no'],
    ['us-api-key', 'us.api.tail', '1a2b3c4d'],
    ['us-event-service-ssl', 'us.eventSsl.state', 'no'],
    ['us-certificate-generate-export', 'us.settings.busy', 'exchange'],
    ['us-certificate-generate-export', 'us.certificate.pinned', A],
    ['us-hsts', 'us.hsts.certificate', 'own'],
    ['us-hsts', 'us.hsts.header', 'none'],
    ['us-serials-offline-browser', 'us.serials.host', 'separated'],
    ['us-serials-offline-email', 'us.serials.sentHash', B],
    ['us-purge-data', 'us.haRole', 'passive'],
    ['us-purge-data', 'us.wipe.second', 'Mr Kern'],
    ['us-purge-data', 'us.wipe.nameAgain', 'us-berlin-2'],
  ])('%s: %s = %s', (procedure, fact, value) => {
    expect(() => walk(procedure, { [fact]: value })).toThrow(expect.objectContaining({ code: 'answer', fact }));
  });
});
