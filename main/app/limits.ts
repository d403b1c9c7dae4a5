/** Largest argument list a shell may hand over: room for an imported site, far below what would exhaust memory. */
export const LIMITS = { characters: 4 << 20, values: 200_000, depth: 32 } as const;

/**
 * Says what is wrong with untrusted input before any schema looks at it: too much text, too many values, too deep
 * (which also ends a cyclic structure), or something that is not plain JSON. Null when it may be decoded.
 */
export function tooLarge(input: unknown, limits: typeof LIMITS = LIMITS): string | null {
  let characters = 0;
  let values = 0;
  const pending: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }];
  for (let entry = pending.pop(); entry; entry = pending.pop()) {
    const { value, depth } = entry;
    if (++values > limits.values) return 'too many values';
    if (typeof value === 'string') characters += value.length;
    else if (typeof value === 'object' && value !== null) {
      if (depth >= limits.depth) return 'nested too deeply';
      if (!isPlain(value)) return 'not plain data';
      if (Array.isArray(value) && value.length > limits.values) return 'too many values';
      for (const [name, item] of Object.entries(value)) {
        if (!Array.isArray(value)) characters += name.length;
        pending.push({ value: item, depth: depth + 1 });
      }
    }
    if (characters > limits.characters) return 'too much text';
  }
  return null;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
