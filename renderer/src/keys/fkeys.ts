/** Function keys that type digits before Windows runs, when the digit row does nothing: F1 to F9 are 1 to 9, F10 is 0. */
export const fkeyOf = (digit: string): string => `F${digit === '0' ? '10' : digit}`;

/** One key per digit, in their order. */
export const fkeysOf = (group: string): string[] => [...group].map(fkeyOf);

/** Two threes: six digits in one go are too many for an ear. */
export const halvesOf = (group: string): [string, string] => [group.slice(0, 3), group.slice(3)];
