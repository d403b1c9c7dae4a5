import { encodeQR } from 'qr';

/** White around a code, in modules (ISO/IEC 18004:2024 §5.3.8 wants four). */
const QUIET_ZONE = 4;
/** Longer texts get the lowest level of correction: larger modules help a camera more than redundancy, which glare rarely needs. */
const DENSE = 500;

/** A code as rows of modules, quiet zone included; true is dark. */
export const modulesOf = (text: string): boolean[][] =>
  encodeQR(text, 'raw', { border: QUIET_ZONE, ecc: text.length > DENSE ? 'low' : 'medium' });

/** The dark modules as the path of an SVG whose unit is a module: one rectangle for each run of a row. */
export function pathOf(rows: readonly boolean[][]): string {
  const runs = rows.flatMap((row, y) => {
    const starts = row.flatMap((dark, x) => (dark && !row[x - 1] ? [x] : []));
    return starts.map((x) => {
      const light = row.indexOf(false, x);
      return `M${x} ${y}h${(light < 0 ? row.length : light) - x}v1H${x}z`;
    });
  });
  return runs.join('');
}
