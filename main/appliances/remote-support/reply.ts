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
}

/** The reply is none that is documented; the edge says whose. */
export class NotDocumented extends Error {
  override readonly name = 'NotDocumented';
}

const ROLES: readonly FailoverRole[] = ['none', 'primary', 'backup'];
const DEEPEST = 16;
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  maxNestedTags: DEEPEST,
});

/** A reply to `check_health`. @throws NotDocumented also for the API's own `<error>`, with its text */
export function readHealth(body: Buffer): RsHealth {
  const root = elementsOf(body);
  const role = root('failover_role');
  const success = root('success');
  const version = root('version');
  if (version === null && success === null) throw new NotDocumented('neither a version nor a success is in it');
  return {
    version: version === null ? null : (/\d+(\.\d+)+/.exec(version)?.[0] ?? null),
    healthy: success === '1' ? true : success === '0' ? false : null,
    message: root('error_message'),
    failoverRole: ROLES.find((one) => one === role) ?? null,
  };
}

/** The texts of the elements below the root, by name. */
function elementsOf(body: Buffer): (name: string) => string | null {
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
  if (name === 'error') throw new NotDocumented(`it says: ${plainText(String(value), 200)}`);
  const elements = new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  return (wanted) => {
    const found: unknown = elements.get(wanted);
    return typeof found === 'string' && found.trim() !== '' ? plainText(found.trim(), 300) : null;
  };
}
