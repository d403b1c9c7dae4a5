import path from 'node:path';
import { expect, it } from 'vitest';
import { startIpmiSim } from '../peers/support/ipmi-sim.ts';
import { ipmitool } from '../peers/support/ipmitool.ts';
import { ADMIN } from '../peers/support/lab.ts';
import { Rehearsal, upTo } from './support/rack.ts';

it('runs the cluster upgrade on a rack whose slave BMC is OpenIPMI ipmi_sim, which powers the slave on once', async () => {
  const sim = await startIpmiSim({ serial: 'RH-SPS-B', power: 'on' });
  try {
    await using rehearsal = await Rehearsal.start({
      args: [
        ...['--slave-bmc', `${sim.host}:${sim.port}`, '--slave-user', ADMIN.user, '--slave-cipher', '3'],
        ...['--slave-power', path.join(path.dirname(sim.chassis.path), 'power')],
      ],
      env: { RACKHAND_PASSWORD: ADMIN.password },
    });
    const waiting = await rehearsal.startUpgrade(upTo('reboot-master'));
    expect([waiting.code, waiting.document.current?.path]).toEqual([8, 'reboot-master']);
    expect(await ipmitool(sim, ['power', 'status'])).toMatchObject({ stdout: expect.stringContaining('is off') });
    const locked = await rehearsal.run([
      'power',
      'on',
      '--bmc',
      `${sim.host}:${sim.port}`,
      '--user',
      ADMIN.user,
      '--cipher',
      '3',
    ]);
    expect([locked.code, locked.stderr]).toEqual([4, expect.stringContaining('I-SPS-010')]);

    sim.chassis.clear();
    const rest = await rehearsal.run(['run', 'resume', waiting.document.id, '--answers', rehearsal.answers()]);
    expect({ code: rest.code, stderr: rest.stderr }).toMatchObject({ code: 0 });
    expect(sim.chassis.log()).toEqual(['set power 1']);
    expect(await ipmitool(sim, ['power', 'status'])).toMatchObject({ stdout: expect.stringContaining('is on') });
    expect((await rehearsal.referee.state()).disasters).toEqual([]);
  } finally {
    await sim.stop();
  }
});
