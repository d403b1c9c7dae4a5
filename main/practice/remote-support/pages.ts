/**
 * What the practice appliance's web interface answers: the pages below /appliance that a person uses for a manual update; the
 * documented calls are in api.ts. Pure: request and state in, reply and what happens out.
 */
import { type ApiMember, answerApi, type RsReply, type RsRequest, unauthorised } from './api.ts';
import { candidate, doing, inService, type RsState, unmet } from './appliance.ts';
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
/** An ID like a real one, the same on every rack. */
const GUID = '52ac5a2e-0b0f-4a3c-9d35-70726163a001';

export function answer(state: RsState, identity: RsIdentity, request: RsRequest): RsReply {
  const { method, path } = request;
  if (method === 'GET' && path === '/') return redirect('/appliance');
  const called = answerApi(member(state, identity), request);
  if (called) return called;
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

/** What the API says of this appliance, which stands alone. */
const member = (state: RsState, { host, timeMs }: RsIdentity): ApiMember => ({
  ...{ host, guid: GUID, product: state.product, trouble: inService(state) ? null : doing(state), timeMs },
  ...{ role: 'none', sharedIps: null, lastSyncMs: null },
  settings: `Practice settings of base ${state.base}, product ${state.product}.\n`,
});

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

const redirect = (location: string): RsReply => ({ status: 303, type: 'text/plain', body: '', headers: { location } });
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
