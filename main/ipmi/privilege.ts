/** Session privilege levels, IPMI 2.0 section 6.8; the numbers of Table 13-9 and of Set Session Privilege Level. */
export type Privilege = 'callback' | 'user' | 'operator' | 'administrator' | 'oem';

const LEVELS: readonly Privilege[] = ['callback', 'user', 'operator', 'administrator', 'oem'];

/** 1 (callback) to 5 (OEM). */
export function privilegeNumber(level: Privilege): number {
  return LEVELS.indexOf(level) + 1;
}

/** The level for a number of the wire, or null for 0 ("highest possible" or "no change") and for reserved values. */
export function privilegeName(value: number): Privilege | null {
  return LEVELS[value - 1] ?? null;
}

export function atLeast(have: Privilege, need: Privilege): boolean {
  return privilegeNumber(have) >= privilegeNumber(need);
}
