import { beforeAll, describe, expect, it } from 'vitest';
import { type Fit, fitOf } from '../../firmware/fit.ts';
import type { MachineFacts } from '../../firmware/machine.ts';
import { packageInMemory } from '../../idrac/dup/file.ts';
import { type Inspection, inspect } from '../../idrac/dup/inspect.ts';
import { anchorsOf } from '../../idrac/dup/signature/chain.ts';
import { dellState } from '../idrac/state.ts';
import { type PracticePackage, practicePackages } from './samples.ts';
import { PRACTICE_ORGANISATION, packageSigner } from './signer.ts';

const now = new Date('2026-06-01T12:00:00Z');
const signer = packageSigner(now.getTime());
const state = dellState({ personality: 'idrac9', serviceTag: 'RHPRAC1', password: 'x' });
const server: MachineFacts = {
  name: 'US A',
  model: state.model,
  systemId: state.systemId.toString(16).toUpperCase().padStart(4, '0'),
  idracGeneration: 9,
  installed: state.components.map(({ componentId, name, version }) => ({
    ...{ componentId: String(componentId), name, version, pci: null },
  })),
};

let packages: PracticePackage[] = [];
beforeAll(async () => {
  packages = await practicePackages(signer);
});

const inspected = (bytes: Buffer, name = 'x.EXE', anchor = signer.anchor): Promise<Inspection> =>
  inspect(packageInMemory(name, bytes), { anchors: anchorsOf(anchor), now });
const practised = (found: Inspection): Fit => fitOf(found, server, (name) => name === PRACTICE_ORGANISATION);
const saying = ({ decision, verdicts }: Fit) => [decision, ...verdicts.map(({ code }) => code)].join(' ');

describe('packages to rehearse with', () => {
  it('are two that fit the practice server, and one of each kind that does not', async () => {
    const said = await Promise.all(
      packages.map(async ({ name, bytes }) => [
        name.split('_', 2).join('_'),
        saying(practised(await inspected(bytes, name))),
      ]),
    );
    expect(Object.fromEntries(said)).toEqual({
      BIOS_PRACT: 'ok',
      'iDRAC-with-Lifecycle-Controller_Firmware': 'ok',
      'BIOS_OTHER-MODEL': 'refused wrong-machine',
      BIOS_OLDER: 'gated downgrade',
      BIOS_DAMAGED: 'refused signature',
      BIOS_LINUX: 'refused not-for-idrac',
    });
  });

  it('are refused by the rule for real servers, even where somebody trusts their authority', async () => {
    const found = await inspected(packages[0]?.bytes ?? Buffer.alloc(0));
    expect(found.signature?.state).toBe('valid');
    expect(saying(fitOf(found, server))).toBe('refused signer');
  });

  it('are not those of another rack', async () => {
    const { anchor } = packageSigner(now.getTime());
    expect((await inspected(packages[0]?.bytes ?? Buffer.alloc(0), 'x.EXE', anchor)).signature?.state).toBe(
      'untrusted-root',
    );
  });

  it('notice a changed byte in every part', async () => {
    const good = packages[0]?.bytes ?? Buffer.alloc(0);
    const kept: number[] = [];
    for (let at = 0; at < good.length; at += 7) {
      const bytes = Buffer.from(good);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x41, at);
      const state = await inspected(bytes).then(
        ({ signature }) => signature?.state,
        () => 'unreadable',
      );
      if (state === 'valid') kept.push(at);
    }
    expect(kept).toEqual([]);
  });
});
