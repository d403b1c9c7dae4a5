import { describe, expect, it } from 'vitest';
import type { Inspection } from '../idrac/dup/inspect.ts';
import type { PackageFacts } from '../idrac/dup/package-xml.ts';
import { fitOf, judgeFile } from './fit.ts';
import type { MachineFacts } from './machine.ts';
import { decodeMachine, MachineFileError } from './machine-file.ts';
import { planUpdates } from './plan.ts';
import { roleOf } from './role.ts';
import { STEPPING_STONES } from './stepping.ts';

const BIOS: PackageFacts = {
  name: 'Test BIOS',
  description: '',
  vendorVersion: '2.10.1',
  dellVersion: 'A00',
  releaseId: 'TST01',
  packageId: null,
  packageType: 'LW64',
  date: null,
  criticality: { value: 2, text: 'Urgent' },
  componentType: 'BIOS',
  category: 'BIOS',
  rebootRequired: true,
  powerCycleRequired: false,
  impactsTpm: true,
  components: [{ id: '159', name: 'BIOS', pci: [] }],
  systems: [{ systemId: '0716', name: 'PowerEdge R640', minimumVersions: ['2.2.0'] }],
};
const IDRAC: PackageFacts = {
  ...BIOS,
  name: 'Test iDRAC',
  vendorVersion: '7.00.30.00',
  componentType: 'FRMW',
  category: 'iDRAC with Lifecycle Controller',
  rebootRequired: false,
  impactsTpm: false,
  components: [{ id: '25227', name: 'iDRAC', pci: [] }],
  systems: [{ systemId: '0716', name: 'PowerEdge R640', minimumVersions: [] }],
};
const SIGNED: NonNullable<Inspection['signature']> = {
  state: 'valid',
  reason: 'holds',
  signer: { organisation: 'Dell Inc', commonName: 'Dell Inc', serial: '01' },
  chain: [],
  anchor: null,
  hash: 'sha256',
  timestamp: null,
};
const inspected = (facts: Partial<PackageFacts>, more: Partial<Inspection> = {}): Inspection => ({
  file: 'TEST_WN64.EXE',
  size: 1,
  sha256: '',
  kind: 'windows-package',
  facts: { ...BIOS, ...facts },
  members: [],
  signature: SIGNED,
  hash: null,
  ...more,
});
const bare = (more: Partial<Inspection>): Inspection => ({ ...inspected({}), facts: null, signature: null, ...more });
const R640: MachineFacts = {
  name: 'ABC1234',
  model: 'PowerEdge R640',
  systemId: '0716',
  idracGeneration: 9,
  installed: [
    { componentId: '159', name: 'BIOS', version: '2.9.4', pci: null },
    { componentId: '25227', name: 'iDRAC', version: '6.10.30.00', pci: null },
  ],
};
const withBios = (version: string): MachineFacts => ({
  ...R640,
  installed: [{ componentId: '159', name: 'BIOS', version, pci: null }],
});
const withIdrac = (version: string, idracGeneration: number): MachineFacts => ({
  ...R640,
  idracGeneration,
  installed: [{ componentId: '25227', name: 'iDRAC', version, pci: null }],
});
const outcome = (inspection: Inspection, machine = R640) => {
  const { decision, verdicts } = fitOf(inspection, machine);
  return `${decision}: ${verdicts.map(({ code, severity }) => `${code}/${severity}`).join(' ')}`.trim();
};

describe('a package and a machine', () => {
  it.each<[string, string, Inspection, MachineFacts?]>([
    ['fits', 'ok:', inspected({})],
    ['is for another machine', 'refused: wrong-machine/hard', inspected({}), { ...R640, systemId: '0715' }],
    [
      'is for another model',
      'refused: wrong-machine/hard',
      inspected({}),
      { ...R640, systemId: null, model: 'PowerEdge R740' },
    ],
    ['fits by model name only', 'gated: machine-unknown/gated', inspected({}), { ...R640, systemId: null }],
    [
      'meets a machine that was not read',
      'gated: machine-unknown/gated',
      inspected({}),
      { ...R640, systemId: null, model: null },
    ],
    ['is for any machine', 'ok: machine-unknown/soft', inspected({ systems: [] })],
    [
      'is for what is not there',
      'refused: wrong-component/hard',
      inspected({ components: [{ id: '1', name: 'NIC', pci: [] }] }),
    ],
    ['meets no inventory', 'gated: components-unknown/gated', inspected({}), { ...R640, installed: null }],
    ['is installed', 'gated: installed/gated', inspected({}), withBios('2.10.1')],
    ['is older', 'gated: downgrade/gated', inspected({}), withBios('2.11.0')],
    ['cannot be compared', 'gated: not-comparable/gated', inspected({}), withBios('X04')],
    ['demands more than is there', 'refused: minimum-version/hard', inspected({}), withBios('2.1.9')],
    ['demands more than letters', 'refused: minimum-version/hard', inspected({}), withBios('A12')],
    ['is a .BIN', 'refused: not-for-idrac/hard', { ...inspected({}), kind: 'linux-package', signature: null }],
    ['is for 32-bit Windows', 'refused: not-for-idrac/hard', inspected({ packageType: 'LWXP' })],
    ['is a chipset driver', 'refused: not-for-idrac/hard', inspected({ componentType: 'DRVR' })],
    ['is a driver installer', 'refused: not-for-idrac/hard', bare({ kind: 'program', signature: SIGNED })],
    ['is a .sign', 'refused: not-for-idrac/hard', bare({ kind: 'signature' })],
    ['is an image for this iDRAC', 'gated: unproven/gated', bare({ kind: 'image', file: 'firmimg.d9' })],
    [
      'is an image for an older iDRAC',
      'refused: unproven/gated wrong-machine/hard',
      bare({ kind: 'image', file: 'firmimg.d7' }),
    ],
    [
      'is an image of who knows what',
      'gated: unproven/gated machine-unknown/gated',
      bare({ kind: 'image', file: 'psu.pm' }),
    ],
    ['was changed', 'refused: signature/hard', inspected({}, { signature: { ...SIGNED, state: 'digest-mismatch' } })],
    [
      'is not signed',
      'refused: signature/hard',
      inspected({}, { signature: { ...SIGNED, state: 'not-signed', signer: null } }),
    ],
    [
      'is signed by a stranger',
      'refused: signer/hard',
      inspected({}, { signature: { ...SIGNED, signer: { organisation: 'Evil', commonName: null, serial: '' } } }),
    ],
    [
      'has another hash',
      'refused: hash/hard',
      inspected({}, { hash: { algorithm: 'md5', value: '', matches: false } }),
    ],
    ['has the hash', 'ok:', inspected({}, { hash: { algorithm: 'md5', value: '', matches: true } })],
  ])('%s → %s', (_, expected, inspection, machine = R640) => {
    expect(outcome(inspection, machine)).toBe(expected);
  });

  it.each([
    [7, '1.57.57', '2.65.65.65', 'refused: step-first/hard', '1.66.65'],
    [7, '1.66.65', '2.65.65.65', 'refused: step-first/hard', '2.10.10.10'],
    [8, '2.30.30.30', '2.86.86.86', 'refused: step-first/hard', '2.60.60.60'],
    [8, '2.60.60.60', '2.86.86.86', 'refused: step-first/hard', '2.61.60.60'],
    [8, '2.61.60.60', '2.86.86.86', 'ok:', null],
    [8, '2.30.30.30', '2.60.60.60', 'ok:', null],
    [9, '3.21.21.21', '6.10.30.00', 'gated: step-unproven/gated', '3.30.30.30'],
    [9, '5.10.10.00', '7.00.30.00', 'gated: step-unproven/gated', '6.00.00.00'],
    [9, '6.10.30.00', '7.00.30.00', 'ok:', null],
  ])('on iDRAC%i from %s to %s: %s', (generation, installed, target, expected, step) => {
    const inspection = inspected({ ...IDRAC, vendorVersion: target });
    expect(outcome(inspection, withIdrac(installed, generation))).toBe(expected);
    if (step) expect(fitOf(inspection, withIdrac(installed, generation)).verdicts[0]?.reason.en).toContain(step);
  });

  it('compares PCI numbers where both sides know them', () => {
    const card = { vendor: '14E4', device: '16D8', subVendor: '1028', subDevice: '1F67' };
    const nic = inspected({
      componentType: 'FRMW',
      category: 'Network',
      vendorVersion: '22.0',
      components: [{ id: '105', name: 'NIC', pci: [card] }],
      systems: [],
    });
    const machine = (pci: string | null): MachineFacts => ({
      ...R640,
      installed: [{ componentId: '0105', name: 'NIC', version: '21.0', pci }],
    });
    expect(outcome(nic, machine('14e4:16d8:1028:1f67'))).toBe('ok: machine-unknown/soft');
    expect(outcome(nic, machine(null))).toBe('ok: machine-unknown/soft');
    expect(outcome(nic, machine('8086:16D8:1028:1F67'))).toBe('refused: machine-unknown/soft wrong-component/hard');
  });

  it('is not called installed while a second card waits for it', () => {
    const two = ['2.10.1', '2.9.4'].map((version) => ({ componentId: '159', name: 'BIOS', version, pci: null }));
    expect(outcome(inspected({}), { ...R640, installed: two })).toBe('ok:');
  });

  it('says everything in two languages, with every value filled in', () => {
    const all = [
      ...fitOf(inspected({}), withBios('1.0')).verdicts,
      ...fitOf(inspected({}), withBios('3.0')).verdicts,
      ...fitOf(inspected({}, { signature: { ...SIGNED, state: 'expired' } }), { ...R640, systemId: '0001' }).verdicts,
      ...fitOf(inspected(IDRAC), withIdrac('3.1.1.1', 9)).verdicts,
    ];
    expect(all.length).toBe(5);
    for (const { reason, lift } of all) {
      for (const text of [reason.en, reason.de, lift.en, lift.de]) expect(text).toMatch(/^[^{}?]{20,}$/);
      expect(reason.de).not.toBe(reason.en);
    }
  });

  it('judges the file alone as a part of the whole', () => {
    expect(judgeFile(inspected({})).decision).toBe('ok');
    expect(judgeFile(bare({ kind: 'unknown' })).decision).toBe('refused');
  });

  it('knows iDRAC’s firmware from the programs that are called like it', () => {
    expect(roleOf(IDRAC)).toBe('idrac');
    expect(roleOf({ ...IDRAC, components: [] })).toBe('idrac');
    expect(roleOf({ ...IDRAC, componentType: 'APAC', components: [], name: 'iDRAC Service Module' })).toBe('driver');
    expect(roleOf({ ...IDRAC, componentType: 'APAC', components: [], category: 'Diagnostics' })).toBe('direct');
  });

  it('has stepping stones in rising order', () => {
    for (const generation of [7, 8, 9]) {
      const versions = STEPPING_STONES.filter((one) => one.generations.includes(generation)).map(
        ({ version }) => version,
      );
      expect(versions).toEqual([...versions].sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b)));
    }
  });
});

describe('a plan', () => {
  const bios = inspected({}, { file: 'bios' });
  const idrac = inspected(IDRAC, { file: 'idrac' });
  const nic = inspected(
    {
      componentType: 'FRMW',
      category: 'Network',
      name: 'NIC',
      impactsTpm: false,
      components: [{ id: '105', name: 'x', pci: [] }],
    },
    { file: 'nic' },
  );
  const kinds = (files: Inspection[], machine = R640) =>
    planUpdates(files, machine).steps.map(({ kind, file }) => (file ? `${kind} ${file}` : kind));

  it('takes iDRAC first, waits for it, then BIOS; BitLocker keys before anything', () => {
    expect(kinds([bios, idrac])).toEqual([
      'check-ready',
      'bitlocker',
      'install idrac',
      'wait-ready idrac',
      'verify idrac',
      'install bios',
      'reboot bios',
      'verify bios',
      'inventory',
    ]);
    const plan = planUpdates([bios, idrac], R640);
    expect(plan).toMatchObject({ decision: 'ok', reboots: 1, impactsTpm: true });
    expect(plan.steps.filter(({ demands }) => demands === 'I-HW-001')).toHaveLength(1);
  });

  it('demands no key where no measurement changes', () => {
    expect(planUpdates([idrac], R640)).toMatchObject({ reboots: 0, impactsTpm: false });
    expect(kinds([idrac])).not.toContain('bitlocker');
  });

  it('puts a stepping stone before what needs it, and judges by what will be installed then', () => {
    const old = withIdrac('2.60.60.60', 8);
    const stone = inspected({ ...IDRAC, vendorVersion: '2.61.60.60' }, { file: 'stone' });
    const target = inspected({ ...IDRAC, vendorVersion: '2.86.86.86' }, { file: 'target' });
    expect(planUpdates([target], old)).toMatchObject({ decision: 'refused', steps: [] });
    const plan = planUpdates([target, stone], old);
    expect(plan.decision).toBe('ok');
    expect(plan.packages.map(({ file }) => file)).toEqual(['stone', 'target']);
  });

  it('leaves power supplies to the end and asks for mains where a package does', () => {
    const psu = inspected(
      { componentType: 'FRMW', category: 'Power Supply', name: 'PSU', powerCycleRequired: true, components: [] },
      { file: 'psu' },
    );
    const card = { componentId: '105', name: 'NIC', version: '2.5', pci: null };
    const steps = kinds([psu, nic, bios], { ...R640, installed: [...(R640.installed ?? []), card] });
    expect(steps.filter((step) => step.startsWith('install'))).toEqual(['install bios', 'install nic', 'install psu']);
    expect(steps).toContain('power-cycle psu');
  });

  it('has no steps when one file is refused', () => {
    const plan = planUpdates([idrac, bios], { ...R640, systemId: '0001' });
    expect(plan).toMatchObject({ decision: 'refused', steps: [] });
    expect(plan.packages).toHaveLength(2);
  });
});

describe('a file of facts', () => {
  it('is read, with what is left out unknown', () => {
    expect(decodeMachine('f', '{"name":"A","systemId":"08fc"}')).toEqual({
      name: 'A',
      model: null,
      systemId: '08FC',
      idracGeneration: null,
      installed: null,
    });
  });

  it.each([
    '',
    '[]',
    '{}',
    '{"name":"A","systemID":"0716"}',
    '{"name":"A","systemId":"716"}',
    '{"name":"A","installed":[{"componentId":"159"}]}',
  ])('is refused: %s', (text) => {
    expect(() => decodeMachine('facts.json', text)).toThrow(MachineFileError);
  });
});
