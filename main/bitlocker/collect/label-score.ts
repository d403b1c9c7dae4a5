/** The label of the appliance's key stick. FAT and exFAT hold 11 characters of it, FAT in capitals; NTFS all 26. */
const WANTED = plain('U-Series Appliance-BITLOCK');
/** Letters and digits that a cut label must have in common with it; fewer say nothing. */
const ENOUGH = 6;

/**
 * How much a label is like that of the key stick, 0 to 100. A hint and no more: what counts is what lies on it.
 * 100 the very label, 90 its beginning, 80 it says BITLOCK, 70 its end, 60 it begins alike, 40 it speaks of keys.
 */
export function labelScore(label: string | null): number {
  const given = plain(label ?? '');
  if (given === WANTED) return 100;
  if (given.length >= ENOUGH && WANTED.startsWith(given)) return 90;
  if (given.includes('BITLOCK')) return 80;
  if (given.length >= ENOUGH && WANTED.endsWith(given)) return 70;
  if (given.startsWith(WANTED.slice(0, ENOUGH + 1))) return 60;
  return /BITL|BTLK|BLKEY|RECOV/.test(given) ? 40 : 0;
}

function plain(label: string): string {
  return label
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
}
