/** Serial numbers are printed in capitals and typed in any case. Unknown ones are never the same. */
export function sameSerial(a: string | null | undefined, b: string | null | undefined): boolean {
  return a !== null && a !== undefined && a.toUpperCase() === b?.toUpperCase();
}
