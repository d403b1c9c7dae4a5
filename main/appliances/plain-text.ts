/** Text of a device as it may be shown: no control characters but the line feed, and no longer than `limit`. */
export function plainText(text: string, limit: number): string {
  const clean = text.replace(/\r\n?/g, '\n').replace(/[^\P{C}\n]/gu, '');
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}
