import type { Device, Source } from '../../preload/contract.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** Local wall time `HH:MM:SS`, the same in every language so that it can be read out over the phone. */
export function clock(iso: string): string {
  const d = new Date(iso);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}
/** Local date and time, `YYYY-MM-DD HH:MM:SS`. */
export function stamp(iso: string): string {
  const d = new Date(iso);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(iso)}`;
}
/** `M:SS` below an hour, `H:MM:SS` from then on; whole seconds, never negative. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}
/** Document, section and lines in one line. */
export function sourceLine(source: Source): string {
  const section = source.section ? ` § ${source.section}` : '';
  return `${source.document}${section}${source.lines ? ` (${source.lines})` : ''}`;
}
/** The units a device fills, as values for the sentence `device.units`. */
export const unitRange = (device: Pick<Device, 'rackUnit' | 'heightUnits'>) => ({
  count: device.heightUnits,
  from: device.rackUnit,
  to: device.rackUnit + device.heightUnits - 1,
});
