import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { verifyExport } from '../../main/journal/export.ts';
import { practicePassword } from '../../main/practice/credentials.ts';
import type { ActionResult, RunView } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal, upTo } from './support/rack.ts';

const onSlave = ['power', 'on', '--site', 'practice', '--device', 'sps-b'];

describe('the cluster upgrade on the practice rack', () => {
  it('runs to its end with an answers file; the slave is powered on once, and the journal verifies', async () => {
    await using rehearsal = await Rehearsal.start();
    const iso = path.join(rehearsal.home, 'sps-5.8.0.iso');
    const image = Buffer.alloc(1_000_000, 'firmware');
    writeFileSync(iso, image);
    const sha256 = createHash('sha256').update(image).digest('hex');
    const { code, document, stderr } = await rehearsal.startUpgrade((answers) => {
      Object.assign(answers['preflight/plan'] as object, { 'plan.isoHash': sha256 });
      // The tool uploads it: nobody could say that it was done in the browser.
      answers['choose-file'] = { 'firmware.file': iso, 'firmware.test.isoHash': sha256 };
      answers['send-firmware'] = 'go';
      delete answers['upload-firmware'];
      delete answers['debug-bundle/create'];
    });
    expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });

    // The answers say "synchronised" at once; the rack takes its (scaled) time.
    await expect.poll(async () => (await rehearsal.referee.state()).ha, { timeout: 60_000 }).toBe('ha');
    const state = await rehearsal.referee.state();
    expect(state.disasters).toEqual([]);
    expect(state.nodes.map(({ version, power }) => [version, power])).toEqual([
      ['5.8.0', 'on'],
      ['5.8.0', 'on'],
    ]);
    expect(state.executed).toEqual({ 'sps-a': [], 'sps-b': ['on'], 'rs-a': [] });

    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ code: 0, document: { ok: true } });
    const out = path.join(rehearsal.home, 'run.ndjson');
    expect((await rehearsal.run(['journal', 'export', document.id, '--out', out])).code).toBe(0);
    expect(verifyExport(readFileSync(out, 'utf8'))).toMatchObject({ ok: true });
  });

  it('runs the upgrade of a single node to its end as well; the tool fetches its bundle', async () => {
    await using rehearsal = await Rehearsal.start();
    // The practice rack is a pair: alone is a node whose partner is off.
    expect((await rehearsal.run(['power', 'off', '--site', 'practice', '--device', 'sps-b'])).code).toBe(0);
    const shipped = path.join(root, 'resources/procedures/sps/answers/practice-standalone.yaml');
    const answers = parse(readFileSync(shipped, 'utf8')) as Record<string, unknown>;
    delete answers['debug-bundle/create'];
    const { code, document, stderr } = await rehearsal.json<RunView>([
      ...['run', 'start', 'sps-upgrade-standalone', '--site', 'practice', '--bind', 'master=sps-a'],
      ...['--answers', rehearsal.answersOf(answers)],
    ]);
    expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
    const { disasters, nodes, executed } = await rehearsal.referee.state();
    expect([disasters, nodes[0]?.version, executed['sps-a']]).toEqual([[], '5.8.0', []]);
  });

  it('locks the slave from every process, by name and by bare address, until the master is verified', async () => {
    await using rehearsal = await Rehearsal.start();
    const { bmc } = rehearsal.device('sps-b');
    const byAddress = ['power', 'on', '--bmc', bmc.address, '--user', bmc.user];
    const secret = { RACKHAND_PASSWORD: practicePassword };

    // The slave is down and proven off, the master not rebooted yet.
    const before = await rehearsal.startUpgrade(upTo('reboot-master'));
    expect([before.code, before.document.current?.path]).toEqual([8, 'reboot-master']);
    for (const [args, env] of [
      [onSlave, {}],
      [byAddress, secret],
      [byAddress.with(3, bmc.address.replace('127.0.0.1', 'localhost')), secret],
    ] as const) {
      const refused = await rehearsal.run(args, env);
      expect({ args, code: refused.code }).toEqual({ args, code: 4 });
      expect(refused.stderr).toContain('I-SPS-010');
    }
    expect((await rehearsal.referee.state()).executed['sps-b']).toEqual([]);

    // Master on the target version, System Monitor clean, test session passed: the run waits for the go.
    const answers = rehearsal.answers(upTo('start-slave/power-on'));
    const verified = await rehearsal.json<RunView>(['run', 'resume', before.document.id, '--answers', answers]);
    expect([verified.code, verified.document.current?.path]).toEqual([8, 'start-slave/power-on']);
    for (const verb of ['reset', 'cycle', 'soft']) {
      expect((await rehearsal.run(['power', verb, '--site', 'practice', '--device', 'sps-b'])).code).toBe(4);
    }
    const on = await rehearsal.json<ActionResult>(onSlave);
    expect({ code: on.code, outcome: on.document.outcome, stderr: on.stderr }).toMatchObject({
      code: 0,
      outcome: 'done',
    });

    // The run sees by reading that its step is done, and sends nothing more.
    const rest = await rehearsal.json<RunView>(['run', 'resume', before.document.id, '--answers', rehearsal.answers()]);
    expect({ code: rest.code, status: rest.document.status }).toEqual({ code: 0, status: 'finished' });
    expect(await rehearsal.referee.state()).toMatchObject({ disasters: [], executed: { 'sps-b': ['on'] } });
  });

  it('keeps the lock after a failed upgrade, and after the run was aborted', async () => {
    await using rehearsal = await Rehearsal.start();
    await rehearsal.referee.fault('upgrade-fails');
    const failed = await rehearsal.startUpgrade((answers) => {
      answers['see-version'] = '5.0.11'; // what the person sees, too
    });
    expect({ code: failed.code, status: failed.document.status }).toEqual({ code: 8, status: 'open' });
    expect(failed.document.current?.path).toMatch(/^rollback\//);
    const refused = await rehearsal.run(onSlave);
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('I-SPS-010')]);

    expect((await rehearsal.run(['run', 'abort', failed.document.id, '--reason', 'window over'])).code).toBe(0);
    const still = await rehearsal.run(onSlave);
    expect([still.code, still.stderr]).toEqual([4, expect.stringContaining('I-SPS-010')]);
    expect(await rehearsal.referee.state()).toMatchObject({ disasters: [], executed: { 'sps-b': [] } });
  });

  it('does not lock a new practice rack by what was abandoned on the former one', async () => {
    await using rehearsal = await Rehearsal.start();
    const former = await rehearsal.startUpgrade(upTo('reboot-master'));
    await rehearsal.restart();
    expect((await rehearsal.json<RunView>(['run', 'status', former.document.id])).document.status).toBe('aborted');
    const { code, document, stderr } = await rehearsal.startUpgrade();
    expect({ code, status: document.status, stderr }).toMatchObject({ code: 0, status: 'finished' });
    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
  });

  it('refuses a second run on a bound device', async () => {
    await using rehearsal = await Rehearsal.start();
    await rehearsal.startUpgrade(upTo('preflight/plan'));
    const second = await rehearsal.run([
      ...['run', 'start', 'sps-upgrade-standalone', '--site', 'practice', '--bind', 'master=sps-a'],
    ]);
    expect([second.code, second.stderr]).toEqual([4, expect.stringContaining('I-GEN-006')]);
  });
});
