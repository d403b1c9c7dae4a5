import type { Device } from '../../../preload/contract.ts';

/** Drawing units of the picture. One rack unit is 1.75 in high and the opening 19 in wide: 48 × 521 keeps the look. */
export const unitHeight = 48;
export const faceWidth = 560;
export const railWidth = 46;

export interface Frame {
  /** Highest and lowest unit in the picture. */
  top: number;
  bottom: number;
  width: number;
  height: number;
}
/** The occupied part of the rack with one free unit around it, at least `atLeast` units high. */
export function frameOf(devices: readonly Pick<Device, 'rackUnit' | 'heightUnits'>[], atLeast = 10): Frame {
  const lows = devices.map((d) => d.rackUnit);
  const highs = devices.map((d) => d.rackUnit + d.heightUnits - 1);
  const bottom = Math.max(1, Math.min(...(lows.length ? lows : [1])) - 1);
  const top = Math.max(Math.max(...(highs.length ? highs : [1])) + 1, bottom + atLeast - 1);
  return { top, bottom, width: faceWidth + 2 * railWidth, height: (top - bottom + 1) * unitHeight };
}
/** Upper edge and height of a device in the picture. Units are counted from below. */
export function placeOf(device: Pick<Device, 'rackUnit' | 'heightUnits'>, frame: Frame): { y: number; height: number } {
  const highest = device.rackUnit + device.heightUnits - 1;
  return { y: (frame.top - highest) * unitHeight, height: device.heightUnits * unitHeight };
}
export function unitsOf(frame: Frame): number[] {
  return Array.from({ length: frame.top - frame.bottom + 1 }, (_, i) => frame.top - i);
}
