import { isIPv4, isIPv6 } from 'node:net';

/** One word that stands for many addresses: how many, and which, made only when they are asked for. */
export interface Expansion {
  count: number;
  all(): Iterable<string>;
}

/** What is wrong with a word; `at` counts characters from its start. */
export interface Mistake {
  mistake: string;
  at: number;
}

/** Numbers from one to another; `width` pads with zeros, 0 does not. */
interface Span {
  from: number;
  to: number;
  width: number;
}

type Part = string | Span[];

const isMistake = (value: object): value is Mistake => 'mistake' in value;

/** Expands one word without commas or blanks outside brackets. Pure; does not check that the addresses are any. */
export function expansionOf(word: string): Expansion | Mistake {
  if (isIPv6(word)) return product([word]);
  const octets = /^([0-9.]+)(?:\/([0-9]*)|-([0-9]*))(:[^:]*)?$/.exec(word);
  if (octets) {
    const [, address = '', prefix, last, port = ''] = octets;
    if (!isIPv4(address)) return { mistake: `"${address}" is not an IPv4 address`, at: 0 };
    const found = prefix === undefined ? lastOctet(address, last ?? '') : subnet(address, prefix);
    if (isMistake(found)) return found;
    const ports = product(partsOf(port, word.length - port.length));
    if (isMistake(ports)) return ports;
    return {
      count: found.count * ports.count,
      *all() {
        for (const host of found.all()) for (const suffix of ports.all()) yield `${host}${suffix}`;
      },
    };
  }
  return product(partsOf(word, 0));
}

function lastOctet(address: string, last: string): Expansion | Mistake {
  const dot = address.lastIndexOf('.') + 1;
  const from = Number(address.slice(dot));
  const to = Number(last);
  if (last === '' || to > 255) return { mistake: 'the last octet goes up to 255', at: address.length + 1 };
  if (to < from) return { mistake: `${from}-${to} runs backwards`, at: dot };
  return product([address.slice(0, dot), [{ from, to, width: 0 }]]);
}

/** RFC 4632. Network and broadcast address are nobody's, save in a /31 (RFC 3021) and a /32. */
function subnet(address: string, written: string): Expansion | Mistake {
  const prefix = Number(written);
  if (written === '' || prefix > 32) return { mistake: 'a prefix has 0 to 32 bits', at: address.length + 1 };
  const size = 2 ** (32 - prefix);
  const octets = address.split('.').map(Number);
  const number = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const network = number - (number % size);
  const edge = prefix < 31 ? 1 : 0;
  return {
    count: size - 2 * edge,
    *all() {
      for (let n = network + edge; n < network + size - edge; n++) {
        yield [n / 2 ** 24, n / 2 ** 16, n / 2 ** 8, n].map((octet) => Math.floor(octet) % 256).join('.');
      }
    },
  };
}

/** Text and bracketed numbers in turn. Brackets around an IPv6 address are text. */
function partsOf(word: string, offset: number): Part[] | Mistake {
  const parts: Part[] = [];
  let rest = 0;
  while (rest < word.length) {
    const open = word.indexOf('[', rest);
    const text = word.slice(rest, open < 0 ? word.length : open);
    const stray = text.indexOf(']');
    if (stray >= 0) return { mistake: '"]" without "["', at: offset + rest + stray };
    if (text !== '') parts.push(text);
    if (open < 0) break;
    const close = word.indexOf(']', open);
    if (close < 0) return { mistake: '"[" without "]"', at: offset + open };
    const inside = word.slice(open + 1, close);
    if (inside.includes(':')) {
      parts.push(`[${inside}]`);
    } else {
      const spans = spansOf(inside, offset + open + 1);
      if (isMistake(spans)) return spans;
      parts.push(spans);
    }
    rest = close + 1;
  }
  return parts;
}

function spansOf(inside: string, offset: number): Span[] | Mistake {
  const spans: Span[] = [];
  let at = offset;
  for (const item of inside.split(',')) {
    const match = /^([0-9]{1,9})(?:-([0-9]{1,9}))?$/.exec(item.trim());
    if (!match) return { mistake: `"${item.slice(0, 20)}" is not a number or a range such as 1-40`, at };
    const [, first = '', last = first] = match;
    const span = { from: Number(first), to: Number(last), width: first.startsWith('0') ? first.length : 0 };
    if (span.to < span.from) return { mistake: `${first}-${last} runs backwards`, at };
    // 08-9 and 8-010 mean different things to different tools.
    if ((span.width > 1 || /^0[0-9]/.test(last)) && first.length !== last.length) {
      return { mistake: `${first} and ${last} must have the same number of digits`, at };
    }
    spans.push(span);
    at += item.length + 1;
  }
  return spans;
}

/** Every combination, the leftmost part slowest. */
function product(parts: Part[] | Mistake): Expansion | Mistake;
function product(parts: Part[]): Expansion;
function product(parts: Part[] | Mistake): Expansion | Mistake {
  if (isMistake(parts)) return parts;
  const size = (part: Part) =>
    typeof part === 'string' ? 1 : part.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return { count: parts.reduce((count, part) => count * size(part), 1), all: () => combine(parts, 0) };
}

function* combine(parts: readonly Part[], index: number): Iterable<string> {
  const part = parts[index];
  if (part === undefined) {
    yield '';
    return;
  }
  for (const head of typeof part === 'string' ? [part] : numbers(part)) {
    for (const tail of combine(parts, index + 1)) yield `${head}${tail}`;
  }
}

function* numbers(spans: readonly Span[]): Iterable<string> {
  for (const { from, to, width } of spans) {
    for (let n = from; n <= to; n++) yield String(n).padStart(width, '0');
  }
}
