import type { DriveView } from '../../../preload/contract.ts';

/** So many characters of a serial number are enough to know one drive from another. */
export const LAST = 4;

/**
 * What a person types to name a drive, as it is printed on it or seen in its properties: the serial number; the label
 * where the drive tells none; its path when it has neither.
 */
export function nameOf({ serial, label, path }: Pick<DriveView, 'serial' | 'label' | 'path'>): {
  kind: 'serial' | 'label' | 'path';
  text: string;
} {
  if (serial) return { kind: 'serial', text: serial };
  return label ? { kind: 'label', text: label } : { kind: 'path', text: path };
}

/** Whether what was typed names the drive: all of its name, or the last characters of a serial number, in any case. */
export function names(typed: string, drive: Pick<DriveView, 'serial' | 'label' | 'path'>): boolean {
  const said = typed.trim().toLowerCase();
  const { kind, text } = nameOf(drive);
  const whole = text.toLowerCase();
  return said !== '' && (said === whole || (kind === 'serial' && said.length >= LAST && whole.endsWith(said)));
}
