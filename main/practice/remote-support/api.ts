/**
 * The documented calls that every practice appliance answers (appliances.md §3.1, §3.2). Pure: request and what it is at this
 * moment in, reply and what happens out. Roles are not set over it: the account may only read.
 */
import type { RsEvent } from './appliance.ts';

export interface RsRequest {
  method: string;
  path: string;
  /** Of the address and of the form. */
  fields: URLSearchParams;
  /** With the password of the appliance's administrator. */
  administrator: boolean;
  /** With a token of the API. */
  token: boolean;
}
export interface RsReply {
  status: number;
  type: 'text/html' | 'text/plain' | 'application/xml' | 'application/json' | 'application/octet-stream';
  body: string;
  headers?: Record<string, string>;
  /** What it brings about. */
  event?: RsEvent;
}

/** One appliance as its API tells of it. */
export interface ApiMember {
  host: string;
  /** Of the appliance, not of the name that leads to it. */
  guid: string;
  product: string;
  /** What keeps it from serving, in words that go on after "The appliance"; null while it serves. */
  trouble: string | null;
  role: 'none' | 'primary' | 'backup';
  /** Addresses shared with another one that are enabled here; null where there are none to share. */
  sharedIps: readonly string[] | null;
  /** End of the last data-sync, milliseconds since 1970. */
  lastSyncMs: number | null;
  /** Milliseconds since 1970, with the error of its clock. */
  timeMs: number;
  /** What is in a backup. */
  settings: string;
}

const NAMESPACE = 'https://www.beyondtrust.com/namespaces/API/command';
/** The API's own, not that of the product. */
const API_VERSION = '1.24.1';

/** What is answered to a call; null for a path that is none of the API's. */
export function answerApi(member: ApiMember, { path, fields, token }: RsRequest): RsReply | null {
  if (path === '/check_health') return alive(member);
  if (path === '/api/command') return token ? command(member, fields.get('action')) : unauthorised('Bearer');
  if (path === '/api/backup') return token ? backup(member) : unauthorised('Bearer');
  return null;
}

const alive = ({ trouble }: ApiMember): RsReply => ({
  status: trouble === null ? 200 : 500,
  type: 'text/plain',
  body: trouble === null ? 'OK\n' : 'ERROR\n',
});

function command(member: ApiMember, action: string | null): RsReply {
  switch (action) {
    case 'check_health':
      return health(member);
    case 'get_api_info':
      return apiInfo(member);
    default:
      return xml(200, `<error xmlns="${NAMESPACE}">Invalid action.</error>`);
  }
}

/** Elements as documented; their order and the root are what clients in the field read (appliances.md §3.2). */
function health({ guid, host, product, trouble, role, sharedIps, lastSyncMs }: ApiMember): RsReply {
  const error = trouble === null ? '' : `<error_message>The appliance ${trouble}.</error_message>`;
  const shared = sharedIps?.map((ip) => `<ip>${ip}</ip>`).join('');
  return xml(
    200,
    `<health_check xmlns="${NAMESPACE}"><appliance id="${guid}">${host}</appliance>` +
      `<version>${product} (practice)</version><success>${trouble === null ? 1 : 0}</success>${error}` +
      `<failover_role>${role}</failover_role>` +
      (shared === undefined ? '' : `<enabled_shared_ips>${shared}</enabled_shared_ips>`) +
      (lastSyncMs === null ? '' : time('last_data_sync_time', lastSyncMs)) +
      '</health_check>',
  );
}

const apiInfo = ({ timeMs }: ApiMember): RsReply =>
  xml(
    200,
    `<api_info xmlns="${NAMESPACE}"><api_version>${API_VERSION}</api_version><company_name>Practice</company_name>` +
      `${time('timestamp', timeMs)}<permissions><perm_backup>1</perm_backup>` +
      '<perm_command>read_only</perm_command></permissions></api_info>',
  );

function time(element: string, ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const iso = new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
  return `<${element} ts="${seconds}">${iso}</${element}>`;
}

function backup({ trouble, settings }: ApiMember): RsReply {
  if (trouble !== null) return { status: 500, type: 'text/plain', body: 'ERROR\n' };
  return {
    ...{ status: 200, type: 'application/octet-stream', body: settings },
    headers: { 'content-disposition': 'attachment; filename="settings.nsb"' },
    event: { type: 'manual', action: 'rs.backup' },
  };
}

/** Who asks has to log in first. */
export const unauthorised = (challenge: string): RsReply => ({
  ...{ status: 401, type: 'text/plain', body: 'Log in.\n', headers: { 'www-authenticate': challenge } },
});
const xml = (code: number, body: string): RsReply => ({
  status: code,
  type: 'application/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`,
});
