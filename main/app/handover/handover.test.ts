import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openHandOver } from '../../handover/read.ts';
import { verifyExport } from '../../journal/export.ts';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { next } from '../../procedures/engine.ts';
import type { RunEvent } from '../../procedures/events.ts';
import { blocking } from '../../procedures/interlocks.ts';
import { tiny } from '../../procedures/testing/tiny.ts';
import { type Laptop, laptop } from './testing.ts';

const POWER = 'slave.bmc.powerStatus';
const LIBRARY = tiny(
  [
    `id: wait, kind: wait, atLeast: 14d, reads: [${POWER}], begins: [slave.shutdownOrdered]`,
    `id: look, kind: sense, on: slave, reads: [${POWER}], until: "${POWER} == 'on'"`,
  ],
  ['I-SPS-010'],
);
const code = (wanted: string) => expect.objectContaining({ code: wanted });
const begun: RunEvent = { type: 'step.begun', data: { path: 'wait' } };
const power = (value: string, path: string): RunEvent => ({
  type: 'fact.recorded',
  data: { path, facts: [{ name: POWER, value, origin: 'sensed', serial: 'B2', evidence: null }] },
});

let clock: SimulatedClock;
let ada: Laptop;
let bea: Laptop;
let run: string;
const types = (from: Laptop) => from.journal.read(run).map(({ type }) => type);

beforeEach(async () => {
  clock = new SimulatedClock();
  ada = laptop(clock, 'Ada', { id: 'vienna' });
  bea = laptop(clock, 'Bea', { id: 'wien', prefix: 'b-' });
  run = await ada.start(LIBRARY, 'tiny', { master: 'sps-a', slave: 'sps-b' });
  ada.write(run, begun, power('on', 'wait'));
});

describe('handing over', () => {
  test('the whole chain arrives and goes on, on the devices there; the giving side is closed', async () => {
    const given = await ada.give(run, ada.file);
    expect(ada.log.state(run)).toMatchObject({ status: 'handed-over', handOver: { to: 'Bea', by: 'Ada' } });
    expect(next(ada.log.state(run), clock.now()).do).toBe('nothing');
    const taken = await bea.take(ada.file, { site: 'wien' });
    expect(taken).toMatchObject({ runId: run, head: given.head, entries: 4, signature: 'none', siteId: 'wien' });
    expect(bea.journal.read(run).slice(0, 4)).toEqual(ada.journal.read(run));
    expect(types(bea)).toEqual(['run.started', 'step.begun', 'fact.recorded', 'run.handed-over', 'run.taken-over']);
    const state = bea.log.state(run);
    expect(state).toMatchObject({ status: 'open', siteId: 'wien', resumedSeq: 5 });
    expect(state.bindings.map(({ role, deviceId }) => [role, deviceId])).toEqual([
      ['master', 'b-sps-a'],
      ['slave', 'b-sps-b'],
    ]);
    expect(bea.runs.bindingRuns({ device: { siteId: 'wien', id: 'b-sps-b' } }).map(({ id }) => id)).toEqual([run]);
    for (const one of [ada, bea]) expect(one.journal.verify()).toMatchObject({ ok: true, broken: null });
    expect(verifyExport(bea.journal.export(run)).ok).toBe(true);
  });

  test('what was sensed there is unknown here: it is read again before anything goes on', async () => {
    ada.write(run, { type: 'step.done', data: { path: 'wait' } }, { type: 'step.begun', data: { path: 'look' } });
    ada.write(run, power('on', 'look'));
    expect(next(ada.log.state(run), clock.now()).do).toBe('complete');
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    expect(next(bea.log.state(run), clock.now())).toMatchObject({ do: 'watch', reads: [{ role: 'slave' }] });
  });

  test('the wait goes on where it was: fourteen days from its beginning, not from the take-over', async () => {
    await clock.advance(6 * 24 * 3_600_000);
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    bea.write(run, power('on', 'wait'));
    expect(next(bea.log.state(run), clock.now())).toMatchObject({ do: 'watch', path: 'wait' });
    await clock.advance(8 * 24 * 3_600_000);
    expect(next(bea.log.state(run), clock.now())).toMatchObject({ do: 'complete', path: 'wait' });
  });

  test('nothing is written here any more, and the lasting locks stay on both sides', async () => {
    const locks = (of: Laptop) =>
      blocking(of.log.state(run), { action: 'power.on', serial: 'B2' }, clock.now()).map(({ rule }) => rule);
    ada.write(run, { type: 'run.aborted', data: { reason: 'the window is over' } });
    expect(locks(ada)).toEqual(['I-SPS-010']);
    await ada.give(run, ada.file);
    expect(locks(ada)).toEqual(['I-SPS-010']);
    await bea.take(ada.file, { site: 'wien' });
    expect(locks(bea)).toEqual(['I-SPS-010']);
    expect(bea.log.state(run).status).toBe('aborted');
    const { abort, record } = await import('../../procedures/engine.ts');
    expect(() => abort(ada.log.state(run), 'no')).toThrow(code('run-handed-over'));
    expect(() => record(ada.log.state(run), {}, 0)).toThrow(code('run-handed-over'));
    expect(() => ada.write(run, power('off', 'wait'))).toThrow('was handed over');
  });

  test('a command whose outcome is not known keeps the run where it is', async () => {
    const intent = { id: 'x', action: 'power.on' as const, path: null, deviceId: 'sps-b', deviceName: 'SPS B' };
    const more = { serial: 'B2', bmc: '127.0.0.1:6232', before: null, process: { pid: 1, start: 'x' } };
    ada.write(run, { type: 'action.intended', data: { ...intent, ...more } });
    await expect(ada.give(run, ada.file)).rejects.toThrow(code('outcome-open'));
    expect(ada.log.state(run).status).toBe('open');
  });

  test('asked again the same file is written; a place that is taken is not overwritten, and nothing is lost by it', async () => {
    writeFileSync(ada.file, 'something else');
    await expect(ada.give(run, ada.file)).rejects.toThrow(code('handover.unreadable'));
    expect(readFileSync(ada.file, 'utf8')).toBe('something else');
    await expect(ada.give(run, path.join(ada.home, 'no', 'folder.zip'))).rejects.toThrow(code('handover.unreadable'));
    const [one, two] = [path.join(ada.home, '1.zip'), path.join(ada.home, '2.zip')];
    const first = await ada.give(run, one);
    const second = await ada.give(run, two, 'Somebody else');
    expect(second).toMatchObject({ id: first.id, to: 'Bea', sha256: first.sha256, head: first.head });
    expect(types(ada).filter((type) => type === 'run.handed-over')).toHaveLength(1);
    const desk = ada.journal.read('desk').filter(({ type }) => type === 'run.exported');
    expect(desk.map(({ data }) => data)).toEqual(
      [first, second].map(({ id, sha256, size }) => ({ run, id, to: 'Bea', sha256, size })),
    );
  });
});

describe('evidence', () => {
  test('goes along by its hash, a recording with its index; what is gone or altered is named', async () => {
    ada.keep(run, 'console/one.raw', 'boot');
    writeFileSync(path.join(ada.home, 'console/one.ndjson'), '{}\n');
    ada.keep(run, 'sel/gone.ndjson', 'log');
    ada.keep(run, 'sel/altered.ndjson', 'log');
    writeFileSync(path.join(ada.home, 'sel/altered.ndjson'), 'LOG and more');
    const { unlinkSync } = await import('node:fs');
    unlinkSync(path.join(ada.home, 'sel/gone.ndjson'));
    await ada.give(run, ada.file);
    const taken = await bea.take(ada.file, { site: 'wien' });
    expect(taken.files).toBe(2);
    expect(taken.left).toEqual([
      { name: 'sel/gone.ndjson', why: 'gone' },
      { name: 'sel/altered.ndjson', why: 'altered' },
    ]);
    expect(readFileSync(path.join(bea.home, 'console/one.raw'), 'utf8')).toBe('boot');
    expect(readFileSync(path.join(bea.home, 'console/one.ndjson'), 'utf8')).toBe('{}\n');
  });

  test('another file of the same name in the way is not overwritten', async () => {
    ada.keep(run, 'sel/log.ndjson', 'log');
    await ada.give(run, ada.file);
    bea.keep(await bea.start(LIBRARY, 'tiny', { master: 'b-sps-a', slave: 'b-sps-b' }), 'sel/log.ndjson', 'mine');
    await expect(bea.take(ada.file, { site: 'wien' })).rejects.toThrow(code('handover.file-differs'));
    expect(readFileSync(path.join(bea.home, 'sel/log.ndjson'), 'utf8')).toBe('mine');
    expect(bea.journal.read(run)).toEqual([]);
  });
});

describe('devices', () => {
  test('are found by serial number only; what is missing is asked for, or added from the file when somebody agrees', async () => {
    const cleo = laptop(clock, 'Cleo', { id: 'graz', empty: true });
    await ada.give(run, ada.file);
    await expect(cleo.take(ada.file)).rejects.toThrow(code('handover.site'));
    await expect(cleo.take(ada.file, { site: 'graz' })).rejects.toThrow(/SPS A \(master, A1\), SPS B \(slave, B2\)/);
    expect(cleo.journal.read(run)).toEqual([]);
    await cleo.take(ada.file, { site: 'graz', add: true });
    expect(cleo.sites.get('graz')?.devices.map(({ id, serial }) => [id, serial])).toEqual([
      ['sps-a', 'A1'],
      ['sps-b', 'B2'],
    ]);
  });

  test('a whole site is added where there is none, with nothing secret in the file', async () => {
    const dora = laptop(clock, 'Dora', { id: 'linz' });
    ada.vault.create('correct horse battery staple');
    await ada.give(run, ada.file);
    const taken = await dora.take(ada.file, { add: true });
    expect(taken.siteId).toBe('vienna');
    expect(dora.sites.get('vienna')?.devices).toHaveLength(2);
  });

  test('a serial number that differs is another device, whatever a person says', async () => {
    await ada.give(run, ada.file);
    const swapped = { 'sps-a': 'b-sps-b' };
    await expect(bea.take(ada.file, { site: 'wien', bind: swapped })).rejects.toThrow(code('handover.devices'));
    await bea.take(ada.file, { site: 'wien', bind: { 'sps-a': 'b-sps-a' } });
  });

  test('one that another open run has a hand on is refused, and nothing was taken', async () => {
    await ada.give(run, ada.file);
    await bea.start(LIBRARY, 'tiny', { master: 'b-sps-a', slave: 'b-sps-b' });
    await expect(bea.take(ada.file, { site: 'wien' })).rejects.toThrow('I-GEN-006');
    expect(bea.journal.read(run)).toEqual([]);
  });
});

describe('a rehearsal', () => {
  test('goes on at a practice rack and nowhere else, and a real run never at one', async () => {
    const rack = laptop(clock, 'Cleo', { id: 'practice', practice: true });
    await ada.give(run, ada.file);
    await expect(rack.take(ada.file, { site: 'practice' })).rejects.toThrow(code('handover.site'));
    run = await rack.start(LIBRARY, 'tiny', { master: 'sps-a', slave: 'sps-b' });
    await rack.give(run, rack.file);
    await expect(bea.take(rack.file, { site: 'wien' })).rejects.toThrow(code('handover.site'));
    await expect(bea.take(rack.file, { add: true })).rejects.toThrow(code('handover.site'));
    await rack.take(rack.file);
    expect(rack.log.state(run).status).toBe('open');
  });
});

test('a journal whose chain is whole, and which no Rackhand can go on with, is refused before anything is written', async () => {
  const broken = structuredClone(LIBRARY);
  const steps = broken.procedures.tiny?.steps as unknown as { until?: unknown }[];
  Object.assign(steps[0] ?? {}, { until: { node: 'call', name: 'nothing', args: [null] }, limit: 7 });
  const [first] = ada.journal.read(run);
  ada.journal.append('run-crafted', 'Eve', [
    { type: 'run.started', data: { ...(first?.data as object), runId: 'run-crafted', library: broken } },
    begun,
  ]);
  const { bindings } = ada.log.state(run);
  const record = { id: 'run-crafted', procedure: 'tiny', site: 'vienna', startedAt: '', author: 'Eve', bindings };
  ada.runs.insert(record);
  await ada.give('run-crafted', ada.file);
  await expect(bea.take(ada.file, { site: 'wien' })).rejects.toThrow(code('handover.journal'));
  expect(bea.runs.list()).toEqual([]);
  expect(bea.journal.read('run-crafted')).toEqual([]);
});

describe('a run lives in one place', () => {
  test('a file is taken over once', async () => {
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    await expect(bea.take(ada.file, { site: 'wien' })).rejects.toThrow(code('handover.taken'));
    bea.write(run, power('off', 'wait'));
    await expect(bea.take(ada.file, { site: 'wien' })).rejects.toThrow(code('handover.taken'));
  });

  test('it comes back with what was written elsewhere, and goes on', async () => {
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    bea.write(run, power('off', 'wait'));
    await bea.give(run, bea.file, 'Ada');
    await ada.take(bea.file, { site: 'vienna' });
    expect(ada.journal.read(run).slice(0, -1)).toEqual(bea.journal.read(run));
    expect(ada.log.state(run)).toMatchObject({ status: 'open', siteId: 'vienna' });
    expect(ada.log.state(run).bindings.map(({ deviceId }) => deviceId)).toEqual(['sps-a', 'sps-b']);
    expect(ada.journal.verify()).toMatchObject({ ok: true });
    await expect(ada.take(ada.file, { site: 'vienna' })).rejects.toThrow(code('handover.taken'));
  });

  test('two takers: whoever comes back second is refused, with the entry where they part', async () => {
    const cleo = laptop(clock, 'Cleo', { id: 'graz' });
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    await clock.advance(1_000);
    await cleo.take(ada.file, { site: 'graz' });
    await bea.give(run, bea.file, 'Ada');
    await cleo.give(run, cleo.file, 'Ada');
    await ada.take(bea.file, { site: 'vienna' });
    await expect(ada.take(cleo.file, { site: 'vienna' })).rejects.toThrow(/two places: from entry 5 on.*Bea.*Cleo/);
    expect(ada.journal.verify()).toMatchObject({ ok: true });
  });

  test('its devices are not free meanwhile: no other run is taken over or started on them, until it is back', async () => {
    const cleo = laptop(clock, 'Cleo', { id: 'graz' });
    const other = await cleo.start(LIBRARY, 'tiny', { master: 'sps-a', slave: 'sps-b' });
    await cleo.give(other, cleo.file, 'Ada');
    await ada.give(run, ada.file);
    await expect(ada.take(cleo.file, { site: 'vienna' })).rejects.toThrow(/I-GEN-006: SPS A .* handed over to Bea/);
    await ada.take(ada.file, { site: 'vienna' });
    ada.write(run, { type: 'run.aborted', data: { reason: 'nobody came' } });
    await ada.take(cleo.file, { site: 'vienna' });
    expect(ada.log.state(other).status).toBe('open');
  });

  test('a closed run carries its end back', async () => {
    await ada.give(run, ada.file);
    await bea.take(ada.file, { site: 'wien' });
    bea.write(run, { type: 'run.aborted', data: { reason: 'window over' } });
    await bea.give(run, bea.file, 'Ada');
    await ada.take(bea.file, { site: 'vienna' });
    expect(ada.runs.get(run)?.status).toBe('aborted');
  });
});

describe('signature', () => {
  test('is of the head; a trusted key is told from one that nobody has agreed to', async () => {
    await ada.vault.create('correct horse battery staple');
    const [own] = ada.keyring.list();
    await ada.give(run, ada.file);
    expect(await bea.handovers.inspect(ada.file, { site: 'wien' })).toMatchObject({
      signature: 'unknown',
      signer: own?.fingerprint,
    });
    bea.keyring.trust(own?.minisign ?? '', 'Ada');
    expect(await bea.take(ada.file, { site: 'wien' })).toMatchObject({ signature: 'trusted' });
  });

  test('the file holds no secret of the vault', async () => {
    await ada.vault.create('correct horse battery staple');
    ada.vault.put('site/vienna/sps-a/web', Buffer.from('Sup3r-Secret-Pa55'));
    await ada.give(run, ada.file);
    expect(readFileSync(ada.file).includes('Sup3r-Secret-Pa55')).toBe(false);
    const arrived = await openHandOver(ada.file);
    expect(arrived.contents.run).toBe(run);
    arrived.close();
  });
});
