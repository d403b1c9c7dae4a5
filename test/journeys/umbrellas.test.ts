// Every umbrella procedure through the product itself, without a person: the answers that ship with it, on the complete
// practice rack, to the end state of its appliances and without a disaster.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RackState } from '../../main/practice/rack-state.ts';
import type { RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

interface Umbrella {
  procedure: string;
  answers: string;
  bind: string[];
  /** What of the rack must become so; its `disasters` must stay empty. */
  end: (state: RackState) => unknown;
  is: object;
}
const nodes = (prefix: string) => ['eu-1', 'eu-2', 'us-1', 'us-2'].map((id) => `node=${prefix}-${id}`);
const members = (prefix: string, ids: string[], version: string) =>
  Object.fromEntries(ids.map((id) => [`${prefix}-${id}`, version]));
const NODES = ['eu-1', 'eu-2', 'us-1', 'us-2'];
const NEW = '24.1.2';

const UMBRELLAS: Umbrella[] = [
  {
    procedure: 'rs-atlas-upgrade-with-failover',
    answers: 'remote-support/answers/practice-atlas-with-failover.yaml',
    bind: ['a=atlas-a', 'b=atlas-b', ...nodes('atlas')],
    end: ({ groups }) => groups['atlas-a'],
    is: { products: members('atlas', ['a', 'b', ...NODES], NEW), roles: { 'atlas-a': 'backup', 'atlas-b': 'primary' } },
  },
  {
    procedure: 'rs-atlas-upgrade-no-failover',
    answers: 'remote-support/answers/practice-atlas-no-failover.yaml',
    bind: ['master=solo-a', ...nodes('solo')],
    end: ({ groups }) => groups['solo-a'],
    is: { products: members('solo', ['a', ...NODES], NEW) },
  },
  {
    procedure: 'rs-upgrade-failover-synchronous',
    answers: 'remote-support/answers/practice-failover-synchronous.yaml',
    bind: ['a=rs-1', 'b=rs-2'],
    end: ({ groups }) => groups['rs-1'],
    is: { products: { a: NEW, b: NEW }, roles: { a: 'primary', b: 'backup' }, serving: 'a' },
  },
  {
    procedure: 'rs-upgrade-failover-asynchronous',
    answers: 'remote-support/answers/practice-failover-asynchronous.yaml',
    bind: ['a=rs-3', 'b=rs-4'],
    end: ({ groups }) => groups['rs-3'],
    is: { products: { a: NEW, b: NEW }, roles: { a: 'backup', b: 'primary' }, serving: 'b' },
  },
  {
    procedure: 'rs-hardware-migration',
    answers: 'remote-support/answers/practice-hardware-migration.yaml',
    bind: ['old=rs-old', 'new=rs-new'],
    end: ({ groups }) => groups['rs-old'],
    is: { site: 'new', restored: true, old: 'packed' },
  },
  {
    procedure: 'rs-upgrade-single-automatic',
    answers: 'remote-support/answers/practice-single-automatic.yaml',
    bind: ['appliance=rs-a'],
    end: ({ remoteSupport }) => remoteSupport,
    is: { installed: ['base-7.0', 'product-24.1'] },
  },
  {
    procedure: 'imp-hotfix-upgrade',
    answers: 'imprivata/answers/practice-hotfix-upgrade.yaml',
    bind: ['a', 'b', 'c', 'd'].map((letter) => `appliance=imp-${letter}`),
    end: ({ enterprise }) => enterprise,
    is: { levels: members('imp', ['a', 'b', 'c', 'd'], '24.1 HF4'), installation: 'finished', consoles: true },
  },
];

describe('on the complete practice rack, without a person', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await Rehearsal.start({ scale: 3_600, complete: true });
  });
  afterAll(() => rehearsal[Symbol.asyncDispose]());

  // They mostly wait for the (scaled) day of their clients, and each has appliances of its own: all at once.
  it.concurrent.for(UMBRELLAS)('$procedure reaches its end state', async (umbrella, { expect }) => {
    const { procedure, answers, bind, end, is } = umbrella;
    const file = path.join(root, 'resources/procedures', answers);
    const bound = bind.flatMap((one) => ['--bind', one]);
    const start = ['run', 'start', procedure, '--site', 'practice', ...bound, '--answers', file];
    const { code, document, stderr } = await rehearsal.json<RunView>(start);
    expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
    // Some answers say "done" at once; the rack takes its (scaled) time.
    const seen = async () => end(await rehearsal.referee.state());
    await expect.poll(seen, { timeout: 30_000 }).toMatchObject({ ...is, disasters: [] });
  });
  it('leaves journals that verify', async () => {
    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ code: 0, document: { ok: true } });
  });
});

const IDRAC = '5.10.50.00';
// One server: one after the other, and slowly enough for a reading within the two minutes of check-idrac on a busy computer.
const SERVER: Omit<Umbrella, 'bind'>[] = [
  {
    procedure: 'us-dell-chipset-update',
    answers: 'practice-dell-chipset.yaml',
    end: ({ dell }) => dell,
    is: { power: 'on', changes: [] },
  },
  {
    procedure: 'us-idrac-configure',
    answers: 'practice-idrac-configure.yaml',
    end: ({ dell }) => dell,
    is: { power: 'on', failedLogins: 0, changes: [] },
  },
  {
    procedure: 'us-idrac-cli',
    answers: 'practice-idrac-cli.yaml',
    end: ({ dell }) => dell,
    is: { address: '192.0.2.20', changes: [expect.stringMatching(/^PATCH .*\/DellAttributes\//)] },
  },
  {
    procedure: 'us-dell-idrac-update',
    answers: 'practice-dell-idrac.yaml',
    end: ({ dell }) => dell,
    is: { versions: { iDRAC: IDRAC }, power: 'on', jobs: [{ state: 'Completed' }] },
  },
  {
    procedure: 'us-dell-bios-update',
    answers: 'practice-dell-bios.yaml',
    end: ({ dell }) => dell,
    is: { versions: { BIOS: '2.12.2', iDRAC: IDRAC }, power: 'on' },
  },
];

describe('on the practice Dell server, without a person', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await Rehearsal.start({ scale: 150 });
  });
  afterAll(() => rehearsal[Symbol.asyncDispose]());

  it.for(SERVER)('$procedure reaches its end state', async ({ procedure, answers, end, is }) => {
    const file = path.join(root, 'resources/procedures/u-series/answers', answers);
    const start = ['run', 'start', procedure, '--site', 'practice', '--bind', 'server=us-a', '--answers', file];
    const { code, document, stderr } = await rehearsal.json<RunView>(start);
    expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
    const state = await rehearsal.referee.state();
    expect({ ...(end(state) as object), disasters: state.appliance.disasters }).toMatchObject({ ...is, disasters: [] });
  });
  it('leaves journals that verify', async () => {
    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ code: 0, document: { ok: true } });
  });
});

it('us-appliance-recovery reaches its end state on the practice U-Series, its keys taken from the rack', async () => {
  const env = { RACKHAND_PASSPHRASE: 'a passphrase of the rehearsal' };
  await using rehearsal = await Rehearsal.start({ scale: 1_200, env });
  const file = path.join(root, 'resources/procedures/u-series/answers/practice-appliance-recovery.yaml');
  const bound = ['--site', 'practice', '--bind', 'server=us-a', '--answers', file];
  const { code, document, stderr } = await rehearsal.json<RunView>(['run', 'start', 'us-appliance-recovery', ...bound]);
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  expect((await rehearsal.referee.state()).appliance).toMatchObject({ stage: 'shipped', disasters: [] });
  expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ code: 0, document: { ok: true } });
});

it('us-upgrade-active-active reaches its end state where only the services are mirrored', async () => {
  await using rehearsal = await Rehearsal.start({ scale: 3_600, args: ['--us-pair', 'services'] });
  const file = path.join(root, 'resources/procedures/u-series/answers/practice-active-active.yaml');
  const pair = ['--bind', 'first=us-1', '--bind', 'second=us-2'];
  const start = ['run', 'start', 'us-upgrade-active-active', '--site', 'practice', ...pair, '--answers', file];
  const { code, document, stderr } = await rehearsal.json<RunView>(start);
  expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
  const { usPair } = await rehearsal.referee.state();
  expect(usPair).toMatchObject({ versions: { a: '24.2', b: '24.2' }, disasters: [] });
});
