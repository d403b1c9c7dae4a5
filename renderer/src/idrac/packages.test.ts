import { expect, test } from 'vitest';
import type { FitVerdict, PackageView } from '../../../preload/contract.ts';
import { concerned, inOrder, mayGoOn, pathsOf, titleOf } from './packages.ts';

const dup = (more: Partial<PackageView> = {}): PackageView => ({
  ...{ file: '/stick/a.EXE', size: 1, sha256: '', kind: 'dup', name: 'BIOS', version: '2.9.0', date: null },
  ...{ criticality: null, rebootRequired: true, impactsTpm: true, components: [159], systems: [] },
  ...{ signature: { verdict: 'valid', signer: 'Dell' }, fit: [] },
  ...more,
});
const saying = (severity: FitVerdict['severity']): FitVerdict => {
  const text = { en: '', de: '' };
  return { id: 'x', severity, reason: text, lift: text };
};

test('only a package that nothing refuses or asks more for goes on', () => {
  expect(mayGoOn(dup())).toBe(true);
  expect(mayGoOn(dup({ fit: [saying('note')] }))).toBe(true);
  expect(mayGoOn(dup({ fit: [saying('note'), saying('gated')] }))).toBe(false);
  expect(mayGoOn(dup({ fit: [saying('refused')] }))).toBe(false);
  expect(mayGoOn(dup({ kind: 'bin' }))).toBe(false);
  expect(mayGoOn(dup({ version: null }))).toBe(false);
});

test('the iDRAC comes first, then the BIOS', () => {
  const names = (list: PackageView[]) => list.map((p) => p.name);
  const all = [dup({ name: 'nic', components: [7] }), dup(), dup({ name: 'idrac', components: [25227] })];
  expect(names(inOrder(all))).toEqual(['idrac', 'BIOS', 'nic']);
});

test('paths are taken line by line, without the quotes a file manager puts around them', () => {
  expect(pathsOf('"C:\\a b.EXE"\r\n\n /stick/x.EXE \n/stick/x.EXE')).toEqual(['C:\\a b.EXE', '/stick/x.EXE']);
});

test('a version that the name carries is not said twice', () => {
  expect(titleOf('Dell BIOS R640, 2.9.0', '2.9.0')).toBe('Dell BIOS R640, 2.9.0');
  expect(titleOf('BIOS', '2.9.0')).toBe('BIOS, 2.9.0');
});

test('a component without number is nobody’s', () => {
  const installed = [
    { name: 'BIOS', componentId: 159, version: '1' },
    { name: '?', componentId: null, version: '2' },
  ];
  expect(concerned(installed, [159])).toEqual([installed[0]]);
  expect(concerned(installed, [])).toEqual([]);
});
