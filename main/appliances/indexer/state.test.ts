import { describe, expect, it } from 'vitest';
import { fuzzTargets } from '../../ports/fuzz.ts';
import { commandLine, placeOf, quoted } from './commands.ts';
import { readState, StrangeAnswer } from './state.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const output = (more: Record<string, string> = {}) =>
  Object.entries({
    ...{ package: 'external-indexer', version: '5.8.0', init: 'systemd', service: 'running', manager: 'yum' },
    ...{ 'now:indexerworker.cfg': A, 'copy:indexerworker.cfg': A },
    ...{ 'now:indexer-certs.cfg': B, 'copy:indexer-certs.cfg': B, conflicts: '0', end: '1' },
    ...more,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');

describe('a look at an indexer host', () => {
  it('is read line by line', () => {
    expect(readState(output())).toEqual({
      ...{ packageName: 'external-indexer', version: '5.8.0', service: 'running', init: 'systemd' },
      ...{ packageManager: 'yum', configBackup: 'kept', workerSha256: A, certsSha256: B, conflicts: 0 },
    });
  });

  it.each([
    ['one copy missing', { 'copy:indexer-certs.cfg': '' }, { configBackup: 'none', certsSha256: null }],
    ['one copy of old content', { 'copy:indexer-certs.cfg': A }, { configBackup: 'stale' }],
    ['a file that is gone', { 'now:indexerworker.cfg': '' }, { configBackup: null }],
    ['another word of the service', { service: 'activating' }, { service: null }],
    ['no package', { package: '', version: '' }, { packageName: null, version: null }],
  ])('%s', (_what, more, expected) => {
    expect(readState(output(more))).toMatchObject(expected);
  });

  it('that was cut off is none', () => {
    expect(() => readState(output({ end: '' }))).toThrow(StrangeAnswer);
    expect(() => readState('')).toThrow(StrangeAnswer);
  });

  it('in any state of decay is refused or read, and nothing else', () => {
    const target = {
      name: 'look',
      seeds: [Buffer.from(output())],
      decode: (bytes: Buffer) => readState(String(bytes)),
    };
    const report = fuzzTargets([target], (error) => error instanceof StrangeAnswer, 5_000, 11);
    expect(report.failures).toEqual([]);
    expect(report.accepted).toBeGreaterThan(50);
  });
});

describe('its command lines', () => {
  it('are one word for the shell, and ask for no password of sudo', () => {
    expect(commandLine("echo 'x'", 'root')).toBe("sh -c 'echo '\\''x'\\'''");
    expect(commandLine('id', 'ada')).toBe("sudo -n sh -c 'id'");
    expect(quoted('$(reboot)`x`')).toBe("'$(reboot)`x`'");
  });

  it.each(['a b.rpm', 'a;reboot.rpm', '-a.rpm', '../a.rpm', 'a.iso', `${'a'.repeat(300)}.rpm`])(
    '%s is no package',
    (name) => {
      expect(() => placeOf(name, A)).toThrow('not the name of a package');
    },
  );
});
