import { expect, test } from 'vitest';
import { SimulatedClock } from '../ports/simulated-clock.ts';
import { eject } from './eject.ts';
import { MediaError } from './errors.ts';
import { openMedium } from './identity.ts';
import { listMedia } from './list.ts';
import { FatStick } from './testing/fat-stick.ts';
import { FACTS, NAMED, type StickFacts, stickPorts } from './testing/stick-ports.ts';

async function plugged(answer: (program: string, args: readonly string[], pull: () => void) => string) {
  const now: { facts: StickFacts | null } = { facts: FACTS };
  const ports = { ...stickPorts(new FatStick(), now), clock: new SimulatedClock(0, true) };
  const medium = await openMedium(NAMED, ports);
  const asked: string[] = [];
  const pull = () => {
    now.facts = null;
  };
  const { run } = ports.media;
  ports.media = {
    ...ports.media,
    run: async (program, args, ...rest) => {
      if (program === 'lsblk' || program === 'blkid') return run(program, args, ...rest);
      asked.push([program, ...args].join(' '));
      return { stdout: Buffer.alloc(0), stderr: Buffer.from(answer(program, args, pull)) };
    },
  };
  return { medium: { ...medium, ports }, asked, ports };
}

test('unmounted, switched off, and safe to pull when its disk has left the list', async () => {
  const { medium, asked } = await plugged((_, args, pull) => {
    if (args[0] === 'power-off') pull();
    return '';
  });
  expect(await eject(medium)).toEqual({ gone: true });
  expect(asked).toEqual([
    'udisksctl unmount -b /dev/sdb1 --no-user-interaction',
    'udisksctl power-off -b /dev/sdb --no-user-interaction',
  ]);
});

test('in use: what the system says is passed on, and nothing is called safe', async () => {
  const { medium } = await plugged((_, args) => (args[0] === 'unmount' ? 'Error unmounting: target is busy' : ''));
  const error = await eject(medium).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MediaError);
  expect((error as MediaError).toFailure()).toMatchObject({
    code: 'media.busy',
    message: expect.stringContaining('target is busy'),
  });
});

test('the program says that it is done, and the stick is still there', async () => {
  const { medium, ports } = await plugged(() => '');
  ports.media = { ...ports.media, text: async () => '' };
  expect(await eject(medium)).toEqual({ gone: false });
});

test('the list of drives: what can be written to, with the id that it carries', async () => {
  const [view, ...others] = await listMedia(stickPorts(new FatStick()));
  expect(others).toEqual([]);
  expect(view).toEqual({
    ...{ path: '/dev/sdb1', mount: '/mnt/stick', model: FACTS.model, serial: FACTS.serial, label: 'STICK' },
    ...{ fileSystem: 'vfat', uuid: FACTS.uuid, sizeBytes: null, freeBytes: 64 << 20, readOnly: false },
    ...{ mediumId: null, unfit: null },
  });
  const readOnly = stickPorts(new FatStick(), { facts: { ...FACTS, readOnly: true } });
  expect((await listMedia(readOnly))[0]?.unfit?.de).toContain('schreibgeschützt');
});
