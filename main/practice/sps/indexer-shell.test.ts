import { describe, expect, it } from 'vitest';
import { BACKUP, commandLine, control, receive, upgrade } from '../../appliances/indexer/commands.ts';
import { LOOK, readState } from '../../appliances/indexer/state.ts';
import { seeded } from '../../ports/seeded.ts';
import { type IndexerHost, newHost } from './indexer-host.ts';
import { carriedOut, commandOf, type IndexerMachine } from './indexer-shell.ts';

const SHA = 'a'.repeat(64);
const PLACE = { folder: `/var/tmp/rackhand/${SHA.slice(0, 16)}`, name: 'external-indexer-5.8.0-1.noarch.rpm' };
const PATH = `${PLACE.folder}/${PLACE.name}`;
const SCRIPTS = {
  look: LOOK,
  backup: BACKUP,
  stop: control('stop'),
  start: control('start'),
  receive: receive(PLACE, SHA),
  upgrade: upgrade(PLACE, SHA),
};
const machine = (host: Partial<IndexerHost> = {}, sent = true): IndexerMachine => ({
  host: newHost(host),
  packages: sent ? { [PATH]: SHA } : {},
});
/** What the driver would read after its scripts, one after the other. */
function worked(start: IndexerMachine, ...names: (keyof typeof SCRIPTS)[]) {
  let now = start;
  const codes = names.map((name) => {
    const { machine: next, result } = carriedOut(now, commandOf(commandLine(SCRIPTS[name], 'root')), SHA);
    now = next;
    return result.code;
  });
  const { result } = carriedOut(now, commandOf(commandLine(LOOK, 'root')), null);
  return { codes, state: readState(result.stdout ?? ''), disasters: now.host.disasters };
}

describe('the shell of a practice indexer host', () => {
  it.each(Object.entries(SCRIPTS))('knows the script: %s', (name, script) => {
    expect(commandOf(commandLine(script, 'root'))).toMatchObject({ name });
  });
  it('takes the driver through an upgrade', () => {
    const { codes, state, disasters } = worked(machine({}, false), 'backup', 'stop', 'receive', 'upgrade', 'start');
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(state).toMatchObject({
      version: '5.8.0',
      service: 'running',
      configBackup: 'kept',
      conflicts: 0,
      packageManager: 'yum',
    });
    expect([state.workerSha256 === state.certsSha256, disasters]).toEqual([false, []]);
  });
  it.each<[string, IndexerMachine, (keyof typeof SCRIPTS)[], number, object]>([
    ['a missing file', machine({ configMissing: true }), ['backup'], 1, { configBackup: 'none' }],
    ['a package that is refused', machine({ packageFails: true }), ['upgrade'], 1, { version: '5.0.11' }],
    ['a package that was not sent', machine({}, false), ['upgrade'], 96, { version: '5.0.11' }],
    ['no package manager', machine({ packageManager: 'none' }), ['upgrade'], 95, { packageManager: 'none' }],
    ['a service that dies', machine({ service: 'stopped', startFails: true }), ['start'], 1, { service: 'stopped' }],
  ])('fails as a host does: %s', (_what, start, names, code, state) => {
    expect(worked(start, ...names)).toMatchObject({ codes: [code], state });
  });
  it('lays a configuration file aside, tells a stale copy, and records what must not happen', () => {
    expect(worked(machine({ brings: 2, configBackup: 'stale' }), 'upgrade')).toMatchObject({
      state: { conflicts: 2, configBackup: 'stale' },
      disasters: [expect.stringContaining('running service'), expect.stringContaining('without copies')],
    });
  });
  it('takes no package whose content differs from what was announced', () => {
    const command = commandOf(commandLine(SCRIPTS.receive, 'root'));
    const { machine: next, result } = carriedOut(machine({}, false), command, 'b'.repeat(64));
    expect([result.code, next.packages]).toEqual([1, {}]);
  });
  it('has no other command, whatever comes (seeded)', () => {
    const random = seeded(7);
    const lines = Object.values(SCRIPTS).map((script) => commandLine(script, 'root'));
    for (let n = 0; n < 2_000; n++) {
      const line = lines[Math.floor(random() * lines.length)] ?? '';
      const at = Math.floor(random() * line.length);
      const other = String.fromCharCode(32 + Math.floor(random() * 95));
      const changed = `${line.slice(0, at)}${other}${line.slice(at + 1)}`;
      const command = commandOf(changed);
      // A changed digit of a checksum or a folder makes another order of the same kind, and one that no package fits.
      const strange = command && carriedOut(machine(), command, SHA).machine.host.version !== '5.0.11';
      expect(strange && changed !== line, changed).toBeFalsy();
    }
    expect(carriedOut(machine(), commandOf('rm -rf /'), null).result.code).toBe(127);
  });
});
