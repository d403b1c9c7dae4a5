/** JSON of a reply: bounded in depth, undefined when it is none. Its size is bounded where it is received. */
const DEPTH = 40;

export function parseJson(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return within(value, DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function within(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((inner) => within(inner, depth - 1));
}
