import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
  visit,
  type YAMLError,
} from 'yaml';
import * as z from 'zod';
import type { Site } from '../../preload/contract.ts';
import { decodeText } from './decode.ts';
import { SiteError } from './error.ts';
import { memberName, plainWords } from './say.ts';
import { siteSchema, slugOf } from './schema.ts';

/** First member of every site file. A later format has another number. */
const FORMAT = 'rackhand-site/1';
const KEYS_OF_SECRETS = /^(pass(word|wd|phrase)?|pwd|pw|secret|token|key|kennwort|passwort)$/i;

type Where = { line: number; col: number } | null;

/**
 * A site out of its YAML file. Members that have a usual value may be left out; the id may be left out and comes from
 * the name. Nothing but the file's text is believed: a site from a file is never a practice site.
 *
 * Throws `site.file`, whose message begins `filename:line:column`, for whatever is wrong with the text: encoding, size,
 * YAML, anchors and aliases, unknown members, values, or two devices that share an identity.
 */
export function parseSite(yaml: string | Uint8Array, filename: string): Site {
  const text = decodeText(yaml, (message, advice) => fault(filename, null, message, advice));
  const lines = new LineCounter();
  const place = (node: unknown): Where => {
    const offset = isNode(node) ? node.range?.[0] : undefined;
    return offset === undefined ? null : lines.linePos(offset);
  };
  const document = parsed(text, lines, filename);
  plainScalars(document, (node, message, advice) => fault(filename, place(node), message, advice));

  const content: unknown = document.toJS();
  const result = fileSchema.safeParse(content, { error: plainWords });
  if (result.success) return result.data;
  // A member that is not known is often the one that is missed elsewhere under its right name: say that first.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const path = issue?.path ?? [];
  if (issue?.code !== 'unrecognized_keys') {
    const message = `${memberName(content, path)}: ${issue?.message ?? 'not valid'}`;
    throw fault(filename, place(nodeAt(document, path)), message, 'Correct it there and import again.');
  }
  const [key = ''] = issue.keys;
  const holder = nodeAt(document, path);
  const at = isMap(holder) ? holder.items.find((pair) => nameOf(pair.key) === key)?.key : holder;
  const advice = KEYS_OF_SECRETS.test(key)
    ? 'Passwords do not belong into a site file: take the line out, and store it in the vault after the import.'
    : 'Check the spelling, or take the line out.';
  throw fault(filename, place(at), `${memberName(content, path, key)} is not known here`, advice);
}

/** The site as YAML text, for `parseSite`. There are no secrets in a site; that it is a practice rack is left out. */
export function printSite(site: Site): string {
  const { practice: _, ...rest } = site;
  return stringify({ format: FORMAT, ...rest }, { lineWidth: 0, aliasDuplicateObjects: false });
}

const fileSchema = z
  .looseObject({
    format: z.literal(FORMAT, `must be ${FORMAT}`),
    practice: z.undefined('is not part of a site file').optional(),
  })
  .transform(({ format: _, practice: __, ...site }): unknown =>
    site.id === undefined ? { ...site, id: slugOf(typeof site.name === 'string' ? site.name : '') } : site,
  )
  .pipe(siteSchema);

function parsed(text: string, lines: LineCounter, filename: string): Document {
  // uniqueKeys compares every member with every other one; plainScalars does the same in linear time.
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const [problem]: YAMLError[] = [...document.errors, ...document.warnings];
  if (!problem) return document;
  const [message = ''] = problem.message.split('\n');
  // The parser recurses and reports its own overflow.
  const said = problem.code === 'RESOURCE_EXHAUSTION' ? 'nested too deeply' : message.slice(0, 100).replace(/\.$/, '');
  throw fault(filename, lines.linePos(problem.pos[0]), said, 'Correct the YAML there.');
}

type Complain = (node: unknown, message: string, advice: string) => SiteError;

/**
 * Refuses anchors, aliases and tags (a site has no use for them, an attacker has), and gives members that are text what
 * was written: a serial number 0012345 is no number, and a model `off` is no boolean.
 */
function plainScalars(document: Document, complain: Complain): void {
  const advice = 'Write the values out; a site file holds nothing but names and values.';
  visit(document, (_key, node) => {
    if (isAlias(node)) throw complain(node, 'aliases are not allowed', advice);
    if (!isNode(node)) return;
    if ('anchor' in node && node.anchor) throw complain(node, 'anchors are not allowed', advice);
    if (node.tag) throw complain(node, 'tags are not allowed', advice);
  });
  visit(document, {
    Map(_key, { items }) {
      const names = new Set<string>();
      for (const { key, value } of items) {
        const name = nameOf(key);
        if (name === null || name === '__proto__') throw complain(key, 'a name must be a single word', advice);
        if (names.has(name)) throw complain(key, `${name.slice(0, 60)} stands here twice`, 'Take one of them out.');
        names.add(name);
        if (isScalar(value) && value.value !== null && !NUMBERS.has(name)) value.value = value.source ?? '';
      }
    },
  });
}
const NUMBERS: ReadonlySet<string> = new Set(['rackUnit', 'heightUnits', 'cipherSuite']);

/** The node a path leads to, or the nearest one above it that is there. */
function nodeAt(document: Document, path: readonly PropertyKey[]): Node | null {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node)) return node;
    if (isPair(node) && isNode(node.value)) return node.value;
  }
  return null;
}

function nameOf(key: unknown): string | null {
  return isScalar(key) && typeof key.value !== 'object' ? String(key.value) : null;
}

function fault(filename: string, where: Where, message: string, advice: string): SiteError {
  const place = where ? `${filename}:${where.line}:${where.col}` : filename;
  const params = { file: filename, line: where?.line ?? 0, column: where?.col ?? 0 };
  return new SiteError('site.file', `${place}: ${message}.`, advice, { params });
}
