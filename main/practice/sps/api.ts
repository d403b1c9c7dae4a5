/**
 * What the simulated pair's web interface answers. Pure: request and state in, reply out. Shapes follow the documented
 * samples of the REST guide as collected in appliances.md §1.1 to §1.6.
 */

import { off, running } from './node.ts';
import { haStatus, masterOf, type PairEvent, type PairState, slaveOf } from './pair.ts';
import { answerBundle, BUNDLES } from './support-bundle.ts';

export interface ApiRequest {
  method: string;
  /** Path without query. */
  path: string;
  userAgent: string;
  /** Value of the X-Token header. */
  token: string | null;
  loggedIn: boolean;
  json: unknown;
}
export interface ApiReply {
  status: number;
  type: 'application/json' | 'text/html' | 'application/gzip';
  body: string | Buffer;
  /** What the call changes, once it is answered. */
  event?: PairEvent;
}

export const HOSTNAME = 'sps-practice';

export const json = (value: unknown, status = 200): ApiReply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});
export const failure = (status: number, type: string, details: unknown = {}): ApiReply =>
  json({ error: { type, details, message: type } }, status);

/** Whether anything listens on the web port: not while the master is off, going down or in its power-on self-test. */
export function listens(pair: PairState): boolean {
  return ['running', 'converting', 'rolling-back'].includes(masterOf(pair).phase.name);
}

export function answer(pair: PairState, request: ApiRequest): ApiReply {
  if (!running(masterOf(pair))) return bootPage(request);
  const { method, path } = request;
  if (method === 'GET' && path === '/') return statusPage(pair);
  if (!path.startsWith('/api/')) return failure(404, 'ResourceNotFound');
  if (method === 'GET' && path === '/api/setup') return setup('completed');
  if (method === 'GET' && path === '/api/info') return info(pair, request.loggedIn);
  if (!request.loggedIn) return failure(401, 'AuthenticationFailure');
  // Since 7.5 a browser has to send a token with every change; plain clients need not (appliances.md §1.1).
  if (method !== 'GET' && request.userAgent.startsWith('Mozilla/') && request.token === null) {
    return failure(403, 'MissingTokenError');
  }
  if (method === 'GET' && path === '/api/firmware') return firmware();
  if (method === 'GET' && path === '/api/firmware/slots') return slots(pair);
  if (method === 'GET' && path.startsWith('/api/firmware/slots/')) return slot(pair, path.slice(20));
  if (method === 'POST' && path === '/api/firmware/test') return test(pair, request.json);
  if (method === 'POST' && path === '/api/firmware/upgrade') return upgrade(pair, request.json);
  if (method === 'GET' && path === '/api/health_status') return health(pair);
  if (path === BUNDLES || path.startsWith(`${BUNDLES}/`)) return answerBundle(pair, method, path);
  return failure(404, 'ResourceNotFound');
}

function bootPage(request: ApiRequest): ApiReply {
  if (request.path === '/api/setup') return setup('booting');
  const body =
    '<!doctype html><title>Booting</title><p>The appliance is starting. Upgrade of the database in progress.';
  return { status: 503, type: 'text/html', body };
}

const setup = (status: string): ApiReply => json({ status, meta: { href: '/api/setup', parent: '/api' } });

function info(pair: PairState, loggedIn: boolean): ApiReply {
  const { version } = masterOf(pair);
  const anonymous = {
    domainname: 'practice.invalid',
    hostname: HOSTNAME,
    nickname: null,
    support_link: 'mailto:nobody',
  };
  const more = {
    firmware_version: version,
    version: version.split('.').slice(0, 2).join(' F'),
    roles: [],
    build_date: null,
  };
  const meta = { href: '/api/info', parent: '/api', ...(loggedIn ? { remaining_seconds: 1200 } : {}) };
  return json({ key: 'about_info', body: loggedIn ? { ...anonymous, ...more } : anonymous, meta });
}

function firmware(): ApiReply {
  const item = (key: string) => ({ key, meta: { href: `/api/firmware/${key}` } });
  return json({ items: ['slots', 'test', 'upgrade'].map(item), meta: { href: '/api/firmware', parent: '/api' } });
}

function slotItem(pair: PairState, item: PairState['slots'][number]) {
  const { version, afterReboot } = masterOf(pair);
  const body =
    item.version === null
      ? {}
      : {
          version: item.version,
          current: item.version === version,
          after_reboot: item.version === afterReboot,
          upgrade_notes: null,
          upgrade_news: null,
        };
  return { key: item.key, body, meta: { href: `/api/firmware/slots/${item.key}` } };
}

function slots(pair: PairState): ApiReply {
  const href = (version: string) =>
    `/api/firmware/slots/${pair.slots.find((item) => item.version === version)?.key ?? '1'}`;
  return json({
    items: pair.slots.map((item) => slotItem(pair, item)),
    meta: {
      href: '/api/firmware/slots',
      current_slot: href(masterOf(pair).version),
      slot_after_reboot: href(masterOf(pair).afterReboot),
      number_of_empty_slots: pair.slots.filter((item) => item.version === null).length,
    },
  });
}

function slot(pair: PairState, key: string): ApiReply {
  const found = pair.slots.find((item) => item.key === key);
  return found ? json(slotItem(pair, found)) : failure(404, 'ResourceNotFound');
}

const SUMMARY = ['Compatibility check finished', 'Configuration check finished', 'HA check finished'].join('\n');

/** The firmware in the slot that a body names, after the product's own test; or what is answered instead. */
function tested(pair: PairState, body: unknown): { key: string; version: string } | ApiReply {
  const id = typeof body === 'object' && body !== null && 'slot_id' in body ? body.slot_id : undefined;
  if (id === undefined) return failure(400, 'IncompleteRequestBodyError', { missing_properties: ['slot_id'] });
  const found = pair.slots.find((item) => item.key === String(id));
  if (!found || found.version === null) return failure(404, 'ResourceNotFound');
  if (pair.tainted > 0) {
    return failure(400, 'FirmwareTestFailed', {
      test_summary: `Tainted files found on core firmware: ${pair.tainted}`,
    });
  }
  return { key: found.key, version: found.version };
}

function test(pair: PairState, body: unknown): ApiReply {
  const slot = tested(pair, body);
  if ('status' in slot) return slot;
  return json({ key: slot.key, body: { test_summary: SUMMARY }, meta: { href: '/api/firmware/test' } });
}

/** Installs and restarts. What the product does to a pair is not documented; here its test refuses beside a living slave. */
function upgrade(pair: PairState, body: unknown): ApiReply {
  const slot = tested(pair, body);
  if ('status' in slot) return slot;
  if (!off(slaveOf(pair))) return failure(400, 'FirmwareTestFailed', { test_summary: 'HA check failed' });
  const meta = { href: '/api/firmware/upgrade', slot: `/api/firmware/slots/${slot.key}` };
  const reply = json({ key: slot.key, body: { test_summary: SUMMARY }, meta });
  return { ...reply, event: { type: 'firmware.upgrade', version: slot.version } };
}

function health(pair: PairState): ApiReply {
  return json({
    health_status: {
      cpu: 4.0,
      disk: 23.0,
      memory: 41.0,
      swap: 0.0,
      load1: 0.2,
      load5: 0.3,
      load15: 0.3,
      sessions: { ssh: 2, rdp: 1 },
      sessions_total: 3,
      firmware: {
        tainted_files: { boot: 0, core: pair.tainted, ha_other: 0 },
        integrity: { boot: 'OK', core: pair.tainted > 0 ? 'CORRUPTED' : 'OK' },
      },
      raid: {
        disks: { '252:0': { status: 'OK' }, '252:1': { status: 'OK' } },
        status: { status: 'OK', detailed_status: 'OK', operation_progress: 0 },
      },
    },
  });
}

/** 30 to 40 minutes or more after the first boot of the new firmware, says the guide. */
const IMPORT_SECONDS = 35 * 60;

function importRuns(pair: PairState): boolean {
  const { phase, version } = masterOf(pair);
  return version === pair.target && pair.now < phase.since + IMPORT_SECONDS;
}

const HA_WORDS = { ha: 'HA', degraded: 'Degraded', 'degraded-sync': 'Degraded Sync', 'split-brain': 'Split brain' };

/** The High Availability page of the practice pair, for the person who looks with a browser. */
function statusPage(pair: PairState): ApiReply {
  const slave = slaveOf(pair);
  const rows: [string, string][] = [
    ['Status', HA_WORDS[haStatus(pair)]],
    ['This node: firmware', masterOf(pair).version],
    ['This node: after reboot', masterOf(pair).afterReboot],
    ['System Monitor: issues', String(pair.disasters.length)],
    ['Import of metadb', importRuns(pair) ? 'running' : 'finished'],
    ['Other node', running(slave) ? 'running' : 'not running'],
    ['Other node: firmware', slave.version],
    ['Other node: after reboot', slave.afterReboot],
  ];
  const body = rows.map(([name, value]) => `<tr><th align=left>${name}<td>${value}`).join('\n');
  const head = '<!doctype html><meta charset=utf-8><title>SPS practice pair</title>';
  return {
    status: 200,
    type: 'text/html',
    body: `${head}<h1>High Availability (practice, not a real appliance)</h1><table>${body}</table>`,
  };
}
