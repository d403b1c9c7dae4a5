export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/**
 * What Electron's structured clone does to plain data, over JSON: `undefined` and the odd numbers survive, functions
 * are refused as Electron refuses them. Other classes are refused too, because our contract is plain JSON.
 * Sent to Chromium as source text: no imports, no closures.
 */
export function makeCodec(): Codec {
  const pack = (value: unknown, path: readonly unknown[]): unknown => {
    if (value === undefined) return ['undefined'];
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['number', Object.is(value, -0) ? '-0' : `${value}`];
    }
    if (typeof value !== 'object') throw new Error('An object could not be cloned.');
    if (path.includes(value)) throw new Error('electron double: cyclic data does not cross');
    const inner = [...path, value];
    if (Array.isArray(value)) return ['list', value.map((item) => pack(item, inner))];
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Promise]' || tag === '[object Window]') throw new Error('An object could not be cloned.');
    if (tag !== '[object Object]') throw new Error(`electron double: only plain data crosses, not ${tag}`);
    return ['object', Object.entries(value).map(([name, item]) => [name, pack(item, inner)])];
  };
  const unpack = (packed: unknown): unknown => {
    if (!Array.isArray(packed)) return packed;
    const [tag, content] = packed as [string, unknown];
    if (tag === 'undefined') return undefined;
    if (tag === 'number') return Number(content);
    if (tag === 'list') return (content as unknown[]).map(unpack);
    return Object.fromEntries((content as [string, unknown][]).map(([name, item]) => [name, unpack(item)]));
  };
  return { encode: (value) => JSON.stringify(pack(value, [])), decode: (text) => unpack(JSON.parse(text)) };
}
