const pick = <T>(random: () => number, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];

/** Any JSON value, shallow enough to be quick. */
export function randomJson(random: () => number, depth = 0): unknown {
  const word = () => Array.from({ length: Math.floor(random() * 6) }, () => pick(random, WORDS)).join('');
  const length = () => Math.floor(random() * 5);
  switch (Math.floor(random() * (depth > 3 ? 4 : 6))) {
    case 0:
      return pick(random, [null, true, false]);
    case 1:
      return Math.round(random() * 1000) - 500;
    case 2:
      return (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30);
    case 3:
      return word();
    case 4:
      return Array.from({ length: length() }, () => randomJson(random, depth + 1));
    default:
      return Object.fromEntries(Array.from({ length: length() }, () => [word(), randomJson(random, depth + 1)]));
  }
}
const WORDS = ['a', 'Z', '1', 'ä', '€', '\u{1f600}', '"', '\\', '\n', '\u0000', '\u2028', '\ufb33'] as const;
