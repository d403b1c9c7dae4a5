import { type RacadmRead, UnexpectedAnswer } from '../command.ts';
import { Properties } from '../properties.ts';

/** What identifies a part: enough for a replacement order, not the whole inventory. */
export interface HardwareItem {
  /** `DIMM.Socket.A1`, `PSU.Slot.1`. */
  instance: string;
  type: string | null;
  description: string | null;
  manufacturer: string | null;
  model: string | null;
  partNumber: string | null;
  serialNumber: string | null;
  /** Dell's piece part identification. */
  ppid: string | null;
}

const HEAD = /^\s*\[InstanceID:\s*([^\]]+?)\s*\]/;

export const hwinventory: RacadmRead<HardwareItem[]> = {
  name: 'hwinventory',
  words: ['hwinventory'],
  slow: true,
  parse: (text) => {
    const found: { instance: string; lines: string[] }[] = [];
    for (const line of text.split('\n')) {
      const instance = HEAD.exec(line)?.[1];
      if (instance !== undefined) found.push({ instance, lines: [] });
      else found.at(-1)?.lines.push(line);
    }
    if (found.length === 0) throw new UnexpectedAnswer('no part is in it');
    return found.map(({ instance, lines }) => {
      const all = new Properties(lines.join('\n'));
      return {
        instance,
        type: all.get('Device Type'),
        description: all.get(['Device Description', 'Description']),
        manufacturer: all.get('Manufacturer'),
        model: all.get('Model'),
        partNumber: all.get('Part Number'),
        serialNumber: all.get('Serial Number'),
        ppid: all.get('PPID'),
      };
    });
  },
};
