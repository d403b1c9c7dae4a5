/**
 * Replies of the Remote Support command API (appliances.md §3.2). The name space differs between versions, so elements are
 * read without it; what is missing is null, never "all is well". Bytes in, values out.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { plainText } from '../plain-text.ts';

export type FailoverRole = 'none' | 'primary' | 'backup';
export interface RsHealth {
  /** Of the product with its build. The base software's is not in the API: it stands on the status page only. */
  version: string | null;
  healthy: boolean | null;
  /** Why it is not. */
  message: string | null;
  failoverRole: FailoverRole | null;
  /** Of the appliance. Two names that lead to the same one are one appliance behind a shared address. */
  guid: string | null;
  /** Addresses that are shared with the other appliance and enabled here; null when not reported. */
  sharedIps: string[] | null;
  /** When data were last synchronised, ISO 8601 in UTC. */
  lastSync: string | null;
  /** Free text of the product: to be shown, never to be judged by. */
  syncStatus: string | null;
}

/** What the account may do, and the appliance's own time. */
export interface RsApiInfo {
  version: string | null;
  commands: 'full' | 'read-only' | 'deny' | null;
  backup: boolean | null;
  /** ISO 8601 in UTC. */
  at: string | null;
}

/** The reply is none that is documented; the edge says whose. */
export class NotDocumented extends Error {
  override readonly name = 'NotDocumented';
}

const ROLES: readonly FailoverRole[] = ['none', 'primary', 'backup'];
const DEEPEST = 16;
/** Members of a cluster, addresses: more than these is nonsense. */
const MOST = 500;
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseAttributeValue: false,
  parseTagValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: DEEPEST,
});

/** A reply to `check_health`. @throws NotDocumented also for the API's own `<error>`, with its text */
export function readHealth(body: Buffer): RsHealth {
  const { elements: root } = documentOf(body);
  const role = root.text('failover_role');
  const success = root.text('success');
  const version = root.text('version');
  if (version === null && success === null) throw new NotDocumented('neither a version nor a success is in it');
  return {
    version: version === null ? null : (/\d+(\.\d+)+/.exec(version)?.[0] ?? null),
    healthy: success === '1' ? true : success === '0' ? false : null,
    message: root.text('error_message'),
    failoverRole: ROLES.find((one) => one === role) ?? null,
    guid: root.attribute('appliance', 'id'),
    sharedIps: root.has('enabled_shared_ips') ? root.within('enabled_shared_ips', 'ip') : null,
    lastSync: timeOf(root.attribute('last_data_sync_time', 'ts'), root.text('last_data_sync_time')),
    syncStatus: root.text('last_data_sync_status'),
  };
}

/** A reply to `get_api_info`. The word for a full right is not documented, so everything that is no known limit is one. */
export function readApiInfo(body: Buffer): RsApiInfo {
  const { elements: root } = documentOf(body);
  const version = root.text('api_version');
  if (version === null) throw new NotDocumented('no api_version is in it');
  const rights = root.inside('permissions');
  const command = (rights?.text('perm_command') ?? root.text('perm_command'))?.replaceAll('_', '-') ?? null;
  const backup = rights?.text('perm_backup') ?? root.text('perm_backup');
  return {
    version,
    commands: command === null ? null : command === 'read-only' || command === 'deny' ? command : 'full',
    backup: backup === '1' ? true : backup === '0' ? false : null,
    at: timeOf(root.attribute('timestamp', 'ts'), root.text('timestamp')),
  };
}

/** A reply to `get_appliances`: a name for each member of the cluster, in their order. */
export function readAppliances(body: Buffer): string[] {
  const { elements: root, name } = documentOf(body);
  if (!root.has('appliance') && name !== 'appliances' && name !== 'get_appliances')
    throw new NotDocumented('no appliance is in it');
  return root.every('appliance').map((one) => one.text('display_name') ?? one.text('name') ?? one.own() ?? '?');
}

/** What `set_failover_role` says when it has begun. */
export type RoleChange = 'changed' | 'sync-started';

/** A reply to `set_failover_role`. @throws NotDocumented for anything but its two sentences, `<error>` with its text */
export function readRoleChange(body: Buffer): RoleChange {
  const { elements: root } = documentOf(body);
  const text = root.everything();
  if (/successfully started data sync/i.test(text)) return 'sync-started';
  if (/successfully changed role/i.test(text)) return 'changed';
  throw new NotDocumented(`it says: ${plainText(text, 200)}`);
}

/** Unix seconds of an attribute, or the date in the text. */
function timeOf(seconds: string | null, text: string | null): string | null {
  const ms = /^\d{9,11}$/.test(seconds ?? '') ? Number(seconds) * 1000 : Date.parse(text ?? '');
  const unix = Number.isNaN(ms) && /^\d{9,11}$/.test(text ?? '') ? Number(text) * 1000 : ms;
  return Number.isNaN(unix) ? null : new Date(unix).toISOString();
}

/** The elements below one, by name; of several with one name the first, unless all are asked for. */
class Elements {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  has(name: string): boolean {
    return this.#all(name).length > 0;
  }

  text(name: string): string | null {
    return new Elements(this.#all(name)[0]).own();
  }

  attribute(name: string, attribute: string): string | null {
    const [first] = this.#all(name);
    const value: unknown = isElement(first) ? first[`@${attribute}`] : undefined;
    return typeof value === 'string' && value.trim() !== '' ? plainText(value.trim(), 100) : null;
  }

  inside(name: string): Elements | null {
    const [first] = this.#all(name);
    return first === undefined ? null : new Elements(first);
  }

  every(name: string): Elements[] {
    return this.#all(name).map((value) => new Elements(value));
  }

  within(name: string, inner: string): string[] {
    return this.every(name).flatMap((one) => one.every(inner).flatMap((element) => element.own() ?? []));
  }

  /** The text of the element itself. */
  own(): string | null {
    const value = isElement(this.#value) ? this.#value['#text'] : this.#value;
    return typeof value === 'string' && value.trim() !== '' ? plainText(value.trim(), 300) : null;
  }

  /** All text below, in its order. */
  everything(): string {
    const walk = (value: unknown): string => {
      if (typeof value === 'string') return value;
      if (Array.isArray(value)) return value.map(walk).join(' ');
      if (!isElement(value)) return '';
      return Object.entries(value)
        .map(([key, inner]) => (key.startsWith('@') ? '' : walk(inner)))
        .join(' ');
    };
    return walk(this.#value).trim();
  }

  #all(name: string): unknown[] {
    if (!isElement(this.#value) || !Object.hasOwn(this.#value, name)) return [];
    const found = this.#value[name];
    return Array.isArray(found) ? found.slice(0, MOST) : [found];
  }
}

const isElement = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The root of a reply, and its name. */
function documentOf(body: Buffer): { name: string; elements: Elements } {
  const text = body.toString('utf8');
  // Nothing of the kind is documented, and nothing good comes of it.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new NotDocumented('it brings a document type of its own');
  let document: Record<string, unknown>;
  try {
    if (XMLValidator.validate(text) !== true) throw new Error('not well-formed');
    document = parser.parse(text) as Record<string, unknown>;
  } catch {
    throw new NotDocumented('it is no XML');
  }
  const [root] = Object.entries(document);
  if (!root) throw new NotDocumented('it is empty');
  const [name, value] = root;
  const elements = new Elements(value);
  if (name === 'error') throw new NotDocumented(`it says: ${plainText(elements.everything(), 200)}`);
  return { name, elements };
}
