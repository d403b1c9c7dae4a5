import { describe, expect, it } from 'vitest';
import type { RunState } from './engine.ts';
import { Driver } from './testing/driver.ts';
import { loaded } from './testing/fixture.ts';
import { CAREFUL, type Dell, type DellOptions, type Table, Technician, uSeriesFiles } from './testing/u-series.ts';
import { C_KEY, D_KEY, keyed } from './testing/u-series-keys.ts';
import { against, begun, minutes, passed, reaching, started, to } from './testing/u-series-run.ts';

// The retrieval of the recovery keys: nothing of it turns green by a click.

const library = loaded(uSeriesFiles());
const RETRIEVE = 'us-bitlocker-key-retrieve';

/** A retrieval on a device of which nothing is known until a person does something. */
function retrieving(scenes: NonNullable<DellOptions['scenes']>, table: Table = {}) {
  const all = begun(library, RETRIEVE, { scenes }, table);
  all.dell.keys.volumes = null;
  return all;
}
const collect = (grade: string) => (dell: Dell) =>
  dell.keys.add(keyed('C', C_KEY, { grade }), keyed('D', D_KEY, { grade }));
const prove = (grade: string) => (dell: Dell) => dell.keys.change({ grade });
const done = (end: RunState) => Object.keys(end.steps).filter((path) => end.steps[path]?.status === 'done');

describe('the retrieval of the recovery keys', () => {
  it('collects from the stick, waits for the proof and records IDs, grade and place', () => {
    const { run } = retrieving({ collect: collect('listed'), volumes: prove('sector') });
    const end = run();
    expect([end.status, end.facts['bitlocker.grade']?.value]).toEqual(['finished', 'sector']);
    expect(end.facts['bitlocker.keyIds']).toMatchObject({ value: `C: ${C_KEY}, D: ${D_KEY}`, origin: 'sensed' });
    expect(done(end)).toEqual(['status', 'encrypted', 'find', 'collect', 'volumes', 'prove', 'proven', 'copy']);
  });
  it('has Windows list the keys where the stick is missing', () => {
    const { run } = retrieving({ list: collect('live') }, { find: { 'bitlocker.stick': 'missing' } });
    const end = run();
    expect([end.status, end.facts['bitlocker.grade']?.value]).toEqual(['finished', 'live']);
    expect(end.steps).toMatchObject({ collect: { status: 'skipped' }, list: { status: 'done' } });
  });
  it('asks to repair a malformed key at once', () => {
    const { run, driver } = retrieving({ collect: collect('malformed'), repair: prove('vmk') });
    const repairing = to(run, 'repair');
    expect(minutes(repairing, 'bitlocker.stick')).toBeLessThan(1);
    const end = run();
    expect([end.status, started(driver, 'stale'), started(driver, 'missing')]).toEqual(['finished', -1, -1]);
  });
  it('takes a key that the volume rejects for stale, and has the present one listed', () => {
    const { run, driver, dell } = retrieving({ collect: collect('rejected') });
    expect(minutes(to(run, 'stale'), 'bitlocker.stick')).toBeLessThan(1);
    to(run, 'list');
    dell.keys.change({ grade: 'live' });
    expect([run().status, started(driver, 'repair')]).toEqual(['finished', -1]);
  });
  it('takes a file whose key no volume lists for stale, too', () => {
    const { run, dell, driver } = retrieving({ list: ({ keys }) => keys.change({ grade: 'live' }) });
    to(run, 'volumes');
    dell.keys.volumes = [keyed('C', C_KEY, { grade: 'none' })];
    dell.keys.strangers = 1;
    to(run, 'stale');
    expect([run().status, started(driver, 'repair'), started(driver, 'missing')]).toEqual(['finished', -1, -1]);
  });
  it('asks for no missing key when the right one was proven while the stale one was looked at', () => {
    const first = retrieving({ collect: collect('rejected') });
    to(first.run, 'stale');
    first.dell.keys.change({ grade: 'sector' });
    const second = new Driver(first.dell, new Technician(CAREFUL));
    second.takeOver(first.driver.events);
    expect([second.run().status, started(second, 'missing')]).toEqual(['finished', -1]);
  });
  it.each(['none', 'well-formed', 'listed'])(
    'misses a proof after ten minutes where the weakest key is %s',
    (grade) => {
      const { run, dell } = retrieving({ collect: collect('sector'), missing: prove('fvek') });
      to(run, 'volumes');
      dell.keys.volumes = [keyed('C', C_KEY), keyed('D', D_KEY, { grade })];
      const missing = to(run, 'missing');
      expect(minutes(missing, 'bitlocker.stick')).toBeGreaterThanOrEqual(10);
      expect(missing.facts['bitlocker.proven']?.value).toBe(1);
      expect(run().status).toBe('finished');
    },
  );
  it('never ends while nobody knows which volumes there are', () => {
    const { run, driver } = retrieving({});
    to(run, 'missing');
    run();
    expect(driver.state).toMatchObject({ status: 'open', position: { path: 'missing' } });
  });
  it('does not end while a key lies on the appliance only', () => {
    const { run, dell } = retrieving({
      collect: collect('live'),
      'carry-off': ({ keys }) => keys.change({ offBox: true }),
    });
    to(run, 'volumes');
    dell.keys.change({ offBox: false });
    to(run, 'carry-off');
    expect(run().status).toBe('finished');
  });
  it('says loudly that protection is suspended, and wants to know who decided what', () => {
    const { run, dell } = retrieving({ collect: collect('sector') }, { suspended: {} });
    to(run, 'volumes');
    dell.keys.change({ suspended: true });
    to(run, 'suspended');
    expect(() => run()).toThrow(expect.objectContaining({ code: 'answer', fact: 'bitlocker.suspension' }));
    const quiet = retrieving({ collect: collect('sector') });
    expect(quiet.run().steps.suspended?.status).toBe('skipped');
  });
  it('takes no “off” from a person where the register knows an encrypted volume', () => {
    const { run, driver } = begun(library, RETRIEVE, {}, { status: { 'bitlocker.state': 'off' } });
    to(run, 'contradiction');
    run();
    expect(driver.state).toMatchObject({ status: 'open', position: { path: 'status' } });
    const { run: corrected, driver: other } = begun(library, RETRIEVE, {}, {});
    expect([corrected().status, started(other, 'contradiction')]).toEqual(['finished', -1]);
  });
});

describe('the gate over the keys', () => {
  it('reads the register again before the flash: a key that has turned out stale holds the package back', () => {
    const { run, dell, driver } = begun(library, 'us-dell-bios-update');
    reaching(run, 'update');
    driver.now += 400_000;
    dell.keys.change({ grade: 'rejected' });
    run((_, { do: what }) => what === 'blocked' && driver.state?.facts['bitlocker.proven']?.value === 0);
    expect(against(driver.state as RunState, 'firmware.update')).toEqual(
      expect.arrayContaining(['I-HW-001', 'I-HW-003']),
    );
    expect(dell.performed).toEqual([]);
    dell.keys.change({ grade: 'sector' });
    expect([run().status, dell.performed.length]).toEqual(['finished', 1]);
  });
  it('shows no key but that of the ID on the screen, and finds one that is collected while the screen waits', () => {
    const table: Table = { 'prompt-id': { 'bitlocker.promptId': 'C0FFEE00' } };
    const { run, dell, driver } = begun(library, 'us-dell-bios-update', {}, table);
    const asking = to(run, 'prompt-id');
    expect(against(asking, 'us.bitlocker.enterKey')).toEqual(['I-HW-002']);
    expect(() => run()).toThrow(expect.objectContaining({ fact: 'bitlocker.promptId' }));
    dell.keys.add(keyed('E', 'C0FFEE00-1111-4222-8333-444455556666'));
    driver.now += 20_000;
    expect(run().status).toBe('finished');
  });
  it('is passed by nothing a person types but the place of the copy', () => {
    const { run, driver } = begun(library, 'us-dell-bios-update', {}, { copy: { 'bitlocker.copyPlace': 'safe' } });
    expect(against(to(run, 'bitlocker/copy'), 'firmware.update')).toContain('I-HW-001');
    to(run, 'update');
    expect(against(driver.state as RunState, 'firmware.update')).toEqual([]);
    expect(passed(driver, 'bitlocker')).toBeGreaterThan(0);
  });
});
