/**
 * What the practice appliance's web interface answers: the pages below /appliance that a person uses for a manual update, and
 * the documented calls (appliances.md §3.1, §3.2). Pure: request and state in, reply and what happens out.
 */
import { candidate, doing, inService, type RsEvent, type RsState, unmet } from './appliance.ts';
import { CATALOGUE } from './packages.ts';

/** Who the appliance is, and what time it believes to have. */
export interface RsIdentity {
  serial: string;
  host: string;
  /** Milliseconds since 1970, with its error. */
  timeMs: number;
  /** Text of its nth download key. */
  keyText(n: number): string;
}
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

const NAMESPACE = 'https://www.beyondtrust.com/namespaces/API/command';
/** The API's own, not that of the product. */
const API_VERSION = '1.24.1';
/** An ID like a real one, the same on every rack. */
const GUID = '52ac5a2e-0b0f-4a3c-9d35-70726163a001';

export function answer(state: RsState, identity: RsIdentity, request: RsRequest): RsReply {
  const { method, path } = request;
  if (method === 'GET' && path === '/') return redirect('/appliance');
  if (path === '/check_health') return alive(state);
  if (path === '/api/command') return request.token ? command(state, identity, request) : unauthorised('Bearer');
  if (path === '/api/backup') return request.token ? backup(state) : unauthorised('Bearer');
  if (path !== '/appliance' && !path.startsWith('/appliance/')) return html(404, 'Not found', '');
  if (!request.administrator) return unauthorised('Basic realm="appliance"');
  if (method === 'GET' && path === '/appliance') return status(state, identity);
  if (method === 'GET' && path === '/appliance/networking') return networking(state, identity);
  if (method === 'GET' && path === '/appliance/updates') return updates(state, identity, '');
  return method === 'POST' ? change(state, identity, request) : html(404, 'Not found', '');
}

function change(state: RsState, identity: RsIdentity, { path, fields }: RsRequest): RsReply {
  if (!inService(state)) return updates(state, identity, `The appliance ${doing(state)}.`, 409);
  switch (path) {
    case '/appliance/networking/ntp':
      return { ...redirect('/appliance/networking'), event: { type: 'manual', action: 'rs.ntp.correct' } };
    case '/appliance/updates/key':
      return { ...redirect('/appliance/updates'), event: { type: 'manual', action: 'rs.key.generate' } };
    case '/appliance/updates/install': {
      const one = CATALOGUE.find(({ name }) => name === fields.get('package') && state.uploaded.includes(name));
      const refusal = one ? unmet(state, one) : 'This package has not been uploaded';
      if (!one || refusal !== null) return updates(state, identity, `${refusal}.`, 409);
      return { ...redirect('/appliance/updates'), event: { type: 'install', name: one.name } };
    }
    default:
      return html(404, 'Not found', '');
  }
}

/** What the upload of a file comes to. @param name of the package it is, null when it is none of the vendor's */
export function uploaded(
  state: RsState,
  identity: RsIdentity,
  name: (typeof CATALOGUE)[number]['name'] | null,
): RsReply {
  if (!inService(state)) return updates(state, identity, `The appliance ${doing(state)}.`, 409);
  if (name === null) return updates(state, identity, 'The file is no update package, or it is damaged.', 400);
  return { ...redirect('/appliance/updates'), event: { type: 'uploaded', name } };
}

const alive = (state: RsState): RsReply => ({
  status: inService(state) ? 200 : 500,
  type: 'text/plain',
  body: inService(state) ? 'OK\n' : 'ERROR\n',
});

function command(state: RsState, identity: RsIdentity, { fields }: RsRequest): RsReply {
  switch (fields.get('action')) {
    case 'check_health':
      return health(state, identity);
    case 'get_api_info':
      return apiInfo(identity);
    default:
      return xml(200, `<error xmlns="${NAMESPACE}">Invalid action.</error>`);
  }
}

/** Elements as documented; their order and the root are what clients in the field read (appliances.md §3.2). */
function health(state: RsState, { host }: RsIdentity): RsReply {
  const trouble = inService(state) ? '' : `<error_message>The appliance ${doing(state)}.</error_message>`;
  return xml(
    200,
    `<health_check xmlns="${NAMESPACE}"><appliance id="${GUID}">${host}</appliance>` +
      `<version>${state.product} (practice)</version><success>${inService(state) ? 1 : 0}</success>${trouble}` +
      '<failover_role>none</failover_role></health_check>',
  );
}

function apiInfo({ timeMs }: RsIdentity): RsReply {
  const seconds = Math.floor(timeMs / 1000);
  const iso = new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
  return xml(
    200,
    `<api_info xmlns="${NAMESPACE}"><api_version>${API_VERSION}</api_version><company_name>Practice</company_name>` +
      `<timestamp ts="${seconds}">${iso}</timestamp><permissions><perm_backup>1</perm_backup>` +
      '<perm_command>read_only</perm_command></permissions></api_info>',
  );
}

function backup(state: RsState): RsReply {
  if (!inService(state)) return { status: 500, type: 'text/plain', body: 'ERROR\n' };
  return {
    ...{ status: 200, type: 'application/octet-stream' },
    body: `Practice settings of base ${state.base}, product ${state.product}.\n`,
    headers: { 'content-disposition': 'attachment; filename="settings.nsb"' },
    event: { type: 'manual', action: 'rs.backup' },
  };
}

function status(state: RsState, { serial, host, timeMs }: RsIdentity): RsReply {
  const rows = [
    ['Host name', host],
    ['Serial number', serial],
    ['Base software', state.base],
    ['Product', state.product],
    ['Date and time', new Date(timeMs).toUTCString()],
    ['State', `The appliance ${doing(state)}.`],
  ];
  return html(200, 'Status :: Basics', table([], rows));
}

const networking = (state: RsState, { timeMs }: RsIdentity): RsReply =>
  html(
    200,
    'Networking :: IP Configuration',
    `<p>Date and time: ${new Date(timeMs).toUTCString()}</p>` +
      `<p>NTP server: ${state.skewS === 0 ? 'answers' : 'does not answer'}</p>` +
      form('/appliance/networking/ntp', 'Use an NTP server that answers'),
  );

function updates(state: RsState, { keyText }: RsIdentity, message: string, code = 200): RsReply {
  const key = state.keys.length === 0 ? '' : `<p>Key: <code>${keyText(state.keys.length)}</code></p>`;
  const waiting = state.uploaded.map((name) => {
    const field = `<input type="hidden" name="package" value="${name}">`;
    return [name, form('/appliance/updates/install', 'Update Software', field)];
  });
  const next = candidate(state, 'product');
  const hint = next && unmet(state, next) !== null ? `<p>${unmet(state, next)}.</p>` : '';
  const choose = '<input type="file" name="package" aria-label="Package">';
  return html(
    code,
    'Updates',
    `${message && `<p role="alert">${message}</p>`}<p>Base software ${state.base}, product ${state.product}</p>` +
      `<h2>Appliance Download Key</h2>${key}${form('/appliance/updates/key', 'Generate Appliance Download Key')}` +
      `<h2>Manual Installation</h2>${form('/appliance/updates/upload', 'Upload', choose, true)}` +
      `${table(['Package', ''], waiting)}${hint}`,
  );
}

const xml = (code: number, body: string): RsReply => ({
  status: code,
  type: 'application/xml',
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`,
});
const redirect = (location: string): RsReply => ({ status: 303, type: 'text/plain', body: '', headers: { location } });
const unauthorised = (challenge: string): RsReply => ({
  ...{ status: 401, type: 'text/plain', body: 'Log in.\n', headers: { 'www-authenticate': challenge } },
});

/** A page of the practice vendor. All text that goes in is our own. */
export const html = (code: number, title: string, body: string): RsReply => ({
  ...{ status: code, type: 'text/html' },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>\n`,
});
export const form = (action: string, button: string, fields = '', file = false): string =>
  `<form method="post" action="${action}"${file ? ' enctype="multipart/form-data"' : ''}>` +
  `${fields}<button>${button}</button></form>`;
export const table = (head: string[], rows: string[][]): string => {
  const line = (cells: string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table>${head.length > 0 ? line(head, 'th') : ''}${rows.map((cells) => line(cells, 'td')).join('')}</table>`;
};
