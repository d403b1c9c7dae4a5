// Firmware for the practice Dell server, as `rackhand` processes: what is refused, what is done, what is never called done.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { practicePassword } from '../../main/practice/credentials.ts';
import type { ActionResult } from '../../preload/contract.ts';
import type { Ended } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const TAG = 'RHPRAC1';
const onServer = ['--site', 'practice', '--device', 'us-a'];
const confirmed = [...onServer, '--yes-serial', TAG];
const BIOS = 'BIOS_PRACT_WN64_2.12.2.EXE';
const IDRAC = 'iDRAC-with-Lifecycle-Controller_Firmware_PRACT_WN64_5.10.50.00_A00.EXE';
const UPLOAD = 'POST /redfish/v1/UpdateService/MultipartUpload';
const RESET = 'POST /redfish/v1/Systems/System.Embedded.1/Actions/ComputerSystem.Reset';
/** This iDRAC knows no restart: the system is asked to go down, and then the server is switched on. */
const RESTART = [RESET, RESET];

/** A rack with its packages; `file` gives the path of one. */
async function rehearse(scale: number) {
  const rehearsal = await Rehearsal.start({ scale });
  const folder = path.join(rehearsal.home, 'packages');
  expect((await rehearsal.run(['site', 'practice-packages', folder])).code).toBe(0);
  const dell = async () => (await rehearsal.referee.state()).dell;
  return {
    rehearsal,
    dell,
    file: (name: string) => path.join(folder, name),
    apply: (name: string) => rehearsal.json<ActionResult>(['firmware', 'apply', path.join(folder, name), ...confirmed]),
    [Symbol.asyncDispose]: () => rehearsal[Symbol.asyncDispose](),
  };
}

interface Inspected {
  files: { file: string; decision: string; fit: { id: string }[] }[];
}

describe('update packages for the practice Dell server', () => {
  it('are judged for it, and what does not fit is not sent', async () => {
    await using stage = await rehearse(300);
    const { rehearsal, file } = stage;
    const cases = [
      ['BIOS_OTHER-MODEL_WN64_2.19.0.EXE', 'refused', 'wrong-machine'],
      ['BIOS_OLDER_WN64_2.8.1.EXE', 'gated', 'downgrade'],
      ['BIOS_DAMAGED_WN64_2.12.2.EXE', 'refused', 'signature'],
      ['BIOS_LINUX_LN64_2.12.2.BIN', 'refused', 'not-for-idrac'],
    ] as const;
    const all = [BIOS, IDRAC, ...cases.map(([name]) => name)].map(file);
    const { code, document } = await rehearsal.json<Inspected>(['firmware', 'inspect', ...all, ...onServer]);
    expect(code).toBe(5);
    expect(document.files.map(({ decision, fit }) => [decision, ...fit.map(({ id }) => id)])).toEqual([
      ['ok'],
      ['ok'],
      ...cases.map(([, decision, id]) => [decision, id]),
    ]);
    const good = await rehearsal.run(['firmware', 'inspect', file(BIOS), ...onServer]);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('Rackhand practice (Dell)') });
    // The authority of the rack counts for its own server and nowhere else.
    const alone = await rehearsal.run(['firmware', 'inspect', file(BIOS)]);
    expect(alone).toMatchObject({ code: 5, stdout: expect.stringContaining('untrusted-root') });

    for (const [name] of cases) {
      const { code: refused, stderr } = await rehearsal.run(['firmware', 'apply', file(name), ...confirmed]);
      expect({ name, refused, stderr }).toMatchObject({ refused: 5, stderr: expect.stringContaining('not installed') });
    }
    const unconfirmed = await rehearsal.run(['firmware', 'apply', file(BIOS), ...onServer]);
    expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes-serial') });
    const mistaken = await rehearsal.run(['firmware', 'apply', file(BIOS), ...onServer, '--yes-serial', 'OTHER01']);
    expect(mistaken).toMatchObject({ code: 5, stderr: expect.stringContaining(TAG) });
    expect((await stage.dell()).changes).toEqual([]);
  });

  it('go on with the power locked, through a silent iDRAC, to the version that is read back', async () => {
    await using stage = await rehearse(30);
    const { rehearsal } = stage;
    const applied = stage.apply(BIOS);
    await expect.poll(async () => (await stage.dell()).jobs.at(-1)?.state, { timeout: 30_000 }).toBe('Running');
    const job = (await stage.dell()).jobs.at(-1)?.id ?? 'none';

    const orders = [
      ['power', 'off', ...onServer],
      ['power', 'cycle', ...onServer],
      ['idrac', 'reset', ...onServer],
      ['idrac', 'delete-job', job, ...onServer],
    ];
    for (const refused of await Promise.all(orders.map((order) => rehearsal.run(order)))) {
      expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('I-GEN-006') });
    }
    await rehearsal.referee.fault('idrac-silent');
    const away = async () => (await rehearsal.run(['idrac', 'info', ...onServer])).code;
    await expect.poll(away, { timeout: 30_000 }).toBe(6);

    expect(await applied).toMatchObject({ code: 0, document: { outcome: 'done', action: 'firmware.update' } });
    expect(await stage.dell()).toMatchObject({
      power: 'on',
      versions: { BIOS: '2.12.2' },
      jobs: [{ state: 'Completed' }],
      changes: [UPLOAD, ...RESTART],
    });
    const again = await stage.apply(BIOS);
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining('2.12.2') });
    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
    // Sessions, uploads and an iDRAC that vanished in the middle left the password in no file.
    expect(filesOf(rehearsal.home).filter((one) => readFileSync(one).includes(practicePassword))).toEqual([]);
    for (const { stdout, stderr } of [await applied, again])
      expect(`${stdout}${stderr}`).not.toContain(practicePassword);
  });

  it('are done when the iDRAC has restarted with its own', async () => {
    await using stage = await rehearse(120);
    expect(await stage.apply(IDRAC)).toMatchObject({ code: 0, document: { outcome: 'done' } });
    expect(await stage.dell()).toMatchObject({ versions: { iDRAC: '5.10.50.00' }, changes: [UPLOAD] });
  });

  it('are never called done when the version says otherwise', async () => {
    await using stage = await rehearse(300);
    const { rehearsal } = stage;
    for (const fault of ['job-lost', 'version-unchanged'] as const) {
      await rehearsal.referee.fault(fault);
      const { code, document } = await stage.apply(BIOS);
      expect({ fault, code, outcome: document.outcome }).toEqual({ fault, code: 1, outcome: 'not-done' });
      expect(await stage.dell()).toMatchObject({ versions: { BIOS: '2.10.2' } });
      await rehearsal.referee.fault('none');
    }
    await rehearsal.referee.fault('signature-refused');
    const refused = await stage.apply(BIOS);
    expect(refused).toMatchObject({
      code: 1,
      document: { outcome: 'failed', failure: { code: 'redfish.wrong-package' } },
      stderr: expect.stringContaining('RED007'),
    });
    const { changes, versions } = await stage.dell();
    expect(versions.BIOS).toBe('2.10.2');
    // The server is not restarted for a package that was refused.
    expect(changes).toEqual([UPLOAD, ...RESTART, UPLOAD, ...RESTART, UPLOAD]);
  });
});

describe('the iDRAC of the practice Dell server', () => {
  it('is asked by racadm what only reads; what changes is named with its way through the gate', async () => {
    await using rehearsal = await Rehearsal.start();
    const racadm = (...words: string[]) => rehearsal.run(['racadm', ...onServer, '--', ...words]);
    expect(await racadm('getsysinfo')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Service Tag\s+= RHPRAC1/),
    });
    const refusals = [
      [['setniccfg', '-o'], 'G-031'],
      [['serveraction', 'powerdown'], 'rackhand power'],
      [['racreset'], 'rackhand idrac reset'],
      [['jobqueue', 'delete', '-i', 'JID_CLEARALL'], 'rackhand idrac delete-job'],
      [['set', 'iDRAC.Users.2.Password', 'Typed-0n-purpose'], 'rackhand idrac password'],
    ] as const;
    for (const [words, named] of refusals) {
      const refused = await racadm(...words);
      expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(named) });
      expect(refused.stderr).not.toContain('Typed-0n-purpose');
    }
    const { racadm: lines, changes } = (await rehearsal.referee.state()).dell;
    expect({ lines, changes }).toEqual({ lines: ['racadm getsysinfo'], changes: [] });
  });

  it('tells of the factory password, which is changed without a trace of the new one', async () => {
    await using rehearsal = await Rehearsal.start();
    const said: Ended[] = [];
    const run = async (args: string[], stdin = '') => {
      const ended = await rehearsal.run(args, {}, stdin);
      said.push(ended);
      return ended;
    };
    const secret = 'Rehearsed-9-secret';
    await rehearsal.referee.fault('default-password');
    expect(await run(['idrac', 'info', ...onServer])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/password/i),
    });
    await rehearsal.referee.fault('none');
    expect((await run(['idrac', 'info', ...onServer])).stdout).toMatch(/serviceTag +RHPRAC1/);
    const change = ['idrac', 'password', '2', '--new-password-stdin', ...confirmed];
    const changed = await run(change, `${secret}\n`);
    // The old password cannot prove the new one: the person is told to log in with it.
    expect(changed).toMatchObject({ code: 7, stderr: expect.stringContaining('Read the state') });
    const { log, failedLogins } = (await rehearsal.referee.state()).dell;
    expect(log).toContain('USR0191');
    // Reading back with the password that was just replaced is a wrong password, which iDRACs count.
    expect(failedLogins).toBe(1);

    for (const hidden of [secret, practicePassword]) {
      expect(said.filter(({ stdout, stderr }) => `${stdout}${stderr}`.includes(hidden))).toEqual([]);
      expect(filesOf(rehearsal.home).filter((file) => readFileSync(file).includes(hidden))).toEqual([]);
    }
  });
});

/** Every file of a data folder but the compiled program, which knows the practice rack's public password. */
const filesOf = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('compile-cache'))
    .map((name) => path.join(home, name))
    .filter((file) => statSync(file).isFile());
