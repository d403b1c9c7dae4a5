// Every failure that can reach a screen has its sentence in both languages: codes are collected from the sources.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import german from '../../resources/locales/de/errors.json' with { type: 'json' };
import english from '../../resources/locales/en/errors.json' with { type: 'json' };

/** Codes of a driver's own are prefixed where they become failures. */
const families = {
  'main/appliances/clock/error.ts': 'clock.',
  'main/appliances/error.ts': 'appliance.',
  'main/bitlocker/errors.ts': '',
  'main/bundle/errors.ts': '',
  'main/content/error.ts': '',
  'main/handover/error.ts': '',
  'main/idrac/dup/error.ts': 'dup.',
  'main/idrac/racadm/error.ts': 'racadm.',
  'main/ipmi/errors.ts': 'ipmi.',
  'main/media/errors.ts': '',
  'main/procedures/engine/errors.ts': 'run.',
  'main/procedures/planner/error.ts': 'planner.',
  'main/redfish/error.ts': 'redfish.',
  'main/request/errors.ts': '',
  'main/ssh/error.ts': 'ssh.',
  'main/vault/error.ts': '',
};

const codesOf = (file: string): string[] => {
  const [, body = ''] =
    /export type \w+ErrorCode =([^;]+);/.exec(readFileSync(file, 'utf8').replace(/\/\/.*$/gm, '')) ?? [];
  return [...body.matchAll(/'([^']+)'/g)].map(([, code = '']) => code);
};

/** `{ code: '…', message }` and `new CommandError('…')` in everything that answers a screen. */
const thrown = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.|testing\//.test(name))
    .flatMap((name) => [
      ...readFileSync(`${folder}/${name}`, 'utf8').matchAll(
        /new (?:Command|Store)Error\(\s*'([\w.-]+)'|\bcode: '([\w.-]+)',\s*message: ['`]/g,
      ),
    ])
    .map(([, made, given]) => made ?? given ?? '');

type Tree = { [key: string]: string | Tree };
const said = (tree: Tree, code: string): boolean => {
  const at = code.split('.').reduce<string | Tree | undefined>((t, k) => (typeof t === 'object' ? t[k] : t), tree);
  return typeof at === 'object' && typeof at.message === 'string';
};
const gaps = (codes: readonly string[]) =>
  [...new Set(codes)].filter((code) => !said(german, code) || !said(english, code)).toSorted();

test('every error of a driver', () => {
  for (const file of Object.keys(families)) expect(codesOf(file).length, file).toBeGreaterThan(2);
  expect(gaps(Object.entries(families).flatMap(([file, prefix]) => codesOf(file).map((c) => `${prefix}${c}`)))).toEqual(
    [],
  );
});

test('no family of errors is left out', () => {
  const declared = readdirSync('main', { recursive: true, encoding: 'utf8' })
    .map((name) => `main/${name}`)
    .filter((file) => file.endsWith('.ts') && /export type \w+ErrorCode =/.test(readFileSync(file, 'utf8')));
  expect(declared.toSorted()).toEqual(Object.keys(families));
});

test('every failure that the application makes', () => {
  // What the plans of actions refuse gets its family's name where it is handed on (rs., indexer.).
  const folders = ['main/app', 'main/actions', 'main/store', 'main/journal', 'main/sites', 'main/fleet'];
  const handedOn = ['no-backup', 'running', 'custom'];
  const codes = folders.flatMap(thrown).filter((code) => !handedOn.includes(code));
  expect(codes.length).toBeGreaterThan(60);
  expect(gaps(codes)).toEqual([]);
});
