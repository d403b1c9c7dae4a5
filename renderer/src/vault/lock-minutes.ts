/** Minutes as they were typed: a whole number from 1 to 240; null for anything else. */
export function lockMinutes(typed: string): number | null {
  const minutes = /^\s*\d{1,3}\s*$/.test(typed) ? Number(typed) : 0;
  return minutes >= 1 && minutes <= 240 ? minutes : null;
}
