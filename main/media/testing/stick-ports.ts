import { SimulatedClock } from '../../ports/simulated-clock.ts';
import type { MediaPort } from '../drives/list.ts';
import { type Medium, type MediumPorts, openMedium } from '../identity.ts';
import { type FatStick, ROOT } from './fat-stick.ts';

export interface StickFacts {
  model: string | null;
  serial: string | null;
  uuid: string | null;
  fileSystem: string;
  readOnly: boolean;
}
export const FACTS: StickFacts = {
  ...{ model: 'SanDisk Ultra', serial: '4C530001', uuid: '40BD-EBE7', fileSystem: 'vfat', readOnly: false },
};
export const NAMED = { path: '/dev/sdb1', model: FACTS.model, serial: FACTS.serial };

/** A computer that the stick is plugged into; `facts` may be changed while it runs, null: nothing is plugged. */
export function stickPorts(stick: FatStick, plugged: { facts: StickFacts | null } = { facts: FACTS }): MediumPorts {
  const media: MediaPort = {
    platform: 'linux',
    run: async (file) => {
      const { facts } = plugged;
      if (file !== 'lsblk' || !facts) throw new Error('nothing to say');
      const disk = { path: '/dev/sdb', tran: 'usb', rm: true, model: facts.model, serial: facts.serial };
      const part = { path: '/dev/sdb1', fstype: facts.fileSystem, uuid: facts.uuid, label: 'STICK' };
      const stdout = Buffer.from(JSON.stringify({ blockdevices: [{ ...disk, children: [part] }] }));
      return { stdout, stderr: Buffer.alloc(0) };
    },
    text: async (file) => {
      const options = plugged.facts?.readOnly ? 'ro' : 'rw';
      if (file !== '/proc/self/mountinfo') throw new Error('nothing to say');
      return plugged.facts ? `90 27 8:17 / ${ROOT} ${options} shared:2 - vfat /dev/sdb1 rw\n` : '';
    },
    links: async () => [],
    freeBytes: async () => stick.capacity,
  };
  return { media, files: stick.port, drop: async () => true, clock: new SimulatedClock() };
}

export function openStick(stick: FatStick): Promise<Medium> {
  return openMedium(NAMED, stickPorts(stick));
}
