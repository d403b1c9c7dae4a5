import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { SshError } from '../../ssh/error.ts';
import { RacadmError } from './error.ts';
import { LocalTransport } from './local-transport.ts';
import { Racadm } from './racadm.ts';
import * as samples from './testing/samples.ts';
import type { RacadmTransport } from './transport.ts';
import { commandLine, type Word } from './words.ts';

const PASSWORD = 'Tr0ub4dor-and-3';

const broken = (sent: boolean) =>
  new SshError({ code: 'closed', device: 'd', finding: 'the connection ended', advice: 'Connect again', sent });

/** An iDRAC that answers from a list, one answer per command, and remembers what it was told. */
function scripted(answers: (string | Error)[], overNetwork = true) {
  const lines: string[] = [];
  const transport: RacadmTransport = {
    name: 'idrac.test:22',
    overNetwork,
    run: async (words: readonly Word[]) => {
      lines.push(commandLine('idrac.test:22', words));
      const answer = answers.shift();
      if (answer === undefined) throw new Error('nothing more was to be asked');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    close: async () => undefined,
  };
  const clock = new SimulatedClock(0, true);
  return { racadm: new Racadm(transport, clock), lines, clock };
}

describe('reads', () => {
  test('nothing means busy: asked again after 10 s, and given up after three times', async () => {
    const again = scripted(['', ' \r\n', 'ABC1234\r\n']);
    expect(await again.racadm.serviceTag()).toBe('ABC1234');
    expect(again.clock.monotonic()).toBe(20_000);
    const never = scripted(['', '', '']);
    await expect(never.racadm.serviceTag()).rejects.toMatchObject({ code: 'busy' });
    expect(never.lines).toHaveLength(3);
  });

  test('a connection that ends is made anew, a time-out is not repeated', async () => {
    const { racadm } = scripted([broken(true), 'ABC1234']);
    expect(await racadm.serviceTag()).toBe('ABC1234');
    const late = new SshError({ code: 'timeout', device: 'd', finding: 'f', advice: 'a', sent: true });
    const { racadm: slow, lines } = scripted([late]);
    await expect(slow.serviceTag()).rejects.toBe(late);
    expect(lines).toHaveLength(1);
  });

  test('refusal, garbage and warnings', async () => {
    const { racadm } = scripted([
      'ERROR: RAC0768: starting',
      '\u0000\u0007\ufffd garbage',
      `SEC0701: x\n${samples.SESSIONS}`,
    ]);
    await expect(racadm.serviceTag()).rejects.toMatchObject({ code: 'busy', messageId: 'RAC0768' });
    await expect(racadm.systemInfo()).rejects.toMatchObject({ code: 'malformed' });
    expect(racadm.notices).toEqual([]);
    expect(await racadm.sessions()).toHaveLength(3);
    expect(racadm.notices).toEqual(['default-password']);
  });

  test('any reading command, and no other', async () => {
    const { racadm, lines } = scripted(['12 CFM']);
    expect(await racadm.ask(['getsensorinfo'])).toBe('12 CFM');
    await expect(racadm.ask(['racreset'])).rejects.toMatchObject({ code: 'usage' });
    await expect(racadm.ask(['setniccfg', '-o'])).rejects.toMatchObject({ code: 'usage' });
    expect(lines).toEqual(['racadm getsensorinfo']);
  });
});

describe('changes go out once', () => {
  test('accepted, refused, lost in every way', async () => {
    const sent: [string | Error, object][] = [
      ['Server power operation successful', { kind: 'accepted' }],
      ['Server is already powered ON.', { kind: 'accepted' }],
      ['ERROR: RAC071: no', { kind: 'rejected', error: { code: 'in-update' } }],
      ['SWC0112: the action timed out', { kind: 'lost' }],
      ['', { kind: 'lost' }],
      ['\u0001\u0002', { kind: 'lost' }],
      [broken(true), { kind: 'lost' }],
      [new Error('aborted'), { kind: 'lost' }],
      [broken(false), { kind: 'not-sent', error: { code: 'closed' } }],
    ];
    for (const [answer, result] of sent) {
      const { racadm, lines } = scripted([answer]);
      expect(await racadm.power('hardreset')).toMatchObject(result);
      expect(lines).toEqual(['racadm serveraction hardreset']);
    }
  });

  test('a static address: checked first, and lost is what success looks like', async () => {
    const { racadm, lines } = scripted([broken(true)]);
    const wrong = await racadm.setStatic('10.0.0.9', '255.255.255.0', '10.0.1.1');
    expect(wrong).toMatchObject({ kind: 'not-sent', error: { code: 'usage' } });
    const moved = await racadm.setStatic('10.0.0.9', '255.255.255.0', '10.0.0.1');
    expect(moved).toMatchObject({ kind: 'lost', reason: expect.stringContaining('what success looks like') });
    expect(lines).toEqual(['racadm setniccfg -s 10.0.0.9 255.255.255.0 10.0.0.1']);
  });

  test('the network port: never by setniccfg -o, and off only at the machine itself', async () => {
    const enable = '[Key=x]\nEnable=Disabled';
    const far = scripted([enable, 'Object value modified successfully']);
    expect(await far.racadm.setNicEnabled(false)).toMatchObject({ kind: 'not-sent', error: { code: 'usage' } });
    expect(await far.racadm.setNicEnabled(true)).toEqual({ kind: 'accepted' });
    const printed = { name: 'x', words: ['setniccfg', '-o'], accepted: /./ };
    expect(await far.racadm.act(printed)).toMatchObject({ kind: 'not-sent' });
    expect(far.lines).toEqual(['racadm get iDRAC.IPMILan', 'racadm set iDRAC.NIC.Enable 1']);
    const near = scripted([enable, 'Object value modified successfully'], false);
    expect(await near.racadm.setNicEnabled(false)).toEqual({ kind: 'accepted' });
    expect(near.lines.at(-1)).toBe('racadm set iDRAC.NIC.Enable 0');
  });

  test('jobs by their number only', async () => {
    const { racadm, lines } = scripted(['RAC1032: JID_123456789012 job(s) was cancelled by the user.']);
    expect(await racadm.deleteJob('JID_123456789012')).toEqual({ kind: 'accepted' });
    expect(await racadm.deleteJob('JID_CLEARALL_FORCE')).toMatchObject({ kind: 'not-sent' });
    expect(lines).toEqual(['racadm jobqueue delete -i JID_123456789012']);
  });

  test('racreset and DHCP', async () => {
    const { racadm, lines } = scripted([
      'RAC reset operation initiated successfully. Wait.',
      'DHCP is already ENABLED',
    ]);
    expect(await racadm.racreset()).toEqual({ kind: 'accepted' });
    expect(await racadm.setDhcp()).toEqual({ kind: 'accepted' });
    expect(lines).toEqual(['racadm racreset', 'racadm setniccfg -d']);
  });
});

describe('two languages', () => {
  const modified = 'Object value modified successfully';

  test('the one that the firmware answers to, asked once', async () => {
    const { racadm, lines } = scripted(['Enable=Enabled', modified, modified]);
    expect(await racadm.setUserPassword(2, PASSWORD)).toEqual({ kind: 'accepted' });
    expect(await racadm.setIpmiOverLan(true)).toEqual({ kind: 'accepted' });
    expect(lines).toEqual([
      'racadm get iDRAC.IPMILan',
      `racadm set iDRAC.Users.2.Password ${PASSWORD}`,
      'racadm set iDRAC.IPMILan.Enable 1',
    ]);
  });

  test('iDRAC 6', async () => {
    const { racadm, lines } = scripted(['ERROR: Invalid subcommand specified.', 'cfgIpmiLanEnable=0', modified]);
    expect(await racadm.setUserPassword(2, PASSWORD)).toEqual({ kind: 'accepted' });
    expect(lines.slice(1)).toEqual([
      'racadm getconfig -g cfgIpmiLan',
      `racadm config -g cfgUserAdmin -o cfgUserAdminPassword -i 2 ${PASSWORD}`,
    ]);
  });

  test('neither, busy or unreachable: nothing is sent', async () => {
    const unknown = 'ERROR: Invalid subcommand specified.';
    for (const answers of [[unknown, unknown], ['ERROR: RAC0768: x'], [broken(false), broken(false), broken(false)]]) {
      const { racadm, lines } = scripted(answers);
      expect(await racadm.setIpmiOverLan(true)).toMatchObject({ kind: 'not-sent' });
      expect(lines.some((line) => / (set|config) /.test(line))).toBe(false);
    }
  });

  test('a forced password change refuses the question and takes the password', async () => {
    const { racadm, lines } = scripted(['ERROR: RAC1260: change it', modified]);
    expect(await racadm.setUserPassword(2, PASSWORD)).toEqual({ kind: 'accepted' });
    expect(lines[1]).toContain('set iDRAC.Users.2.Password');
  });

  test('IPMI over LAN read in either', async () => {
    expect(await scripted(['Enable=Enabled', 'Enable=Enabled']).racadm.ipmiOverLan()).toBe(true);
    const old = scripted(['ERROR: Invalid subcommand', 'cfgIpmiLanEnable=0', 'cfgIpmiLanEnable=0']);
    expect(await old.racadm.ipmiOverLan()).toBe(false);
    expect(await scripted(['Other=1', 'Other=1']).racadm.ipmiOverLan()).toBeNull();
  });
});

test('no secret in anything that comes back, whatever the device repeats', async () => {
  const bad = [
    `ERROR: RAC9999: The value ${PASSWORD} is not valid.`,
    `ERROR: Unable to set ${PASSWORD}`,
    `what is ${PASSWORD}?`,
    broken(true),
    broken(false),
  ];
  for (const answer of bad) {
    const { racadm } = scripted(['Enable=Enabled', answer]);
    const result = await racadm.setUserPassword(2, PASSWORD);
    const error = 'error' in result ? result.error : null;
    const all = JSON.stringify([result, error?.message, error?.stack, error?.toFailure()]);
    expect(all).not.toContain(PASSWORD);
    expect(['rejected', 'lost', 'not-sent']).toContain(result.kind);
  }
});

test('passwords that would not survive are not sent', async () => {
  for (const password of ['', 'x'.repeat(21), '-option', 'quo"te', 'dol$lar', 'new\nline']) {
    const { racadm, lines } = scripted(['Enable=Enabled']);
    const result = await racadm.setUserPassword(2, password);
    expect(result).toMatchObject({ kind: 'not-sent', error: { code: 'usage' } });
    expect(lines.filter((line) => line.includes('Password'))).toEqual([]);
  }
  const { racadm } = scripted([]);
  for (const index of [0, 1, 17, 2.5]) expect((await racadm.setUserPassword(index, PASSWORD)).kind).toBe('not-sent');
});

describe('racadm of this computer', () => {
  const answering = (stdout: string, seen: string[][] = []) => ({
    run: async (file: string, args: readonly string[]) => {
      seen.push([file, ...args]);
      return { stdout: Buffer.from(stdout), stderr: Buffer.alloc(0) };
    },
  });

  test('gets its words one by one', async () => {
    const seen: string[][] = [];
    await using racadm = new Racadm(new LocalTransport({ program: 'racadm', processes: answering('ABC1234', seen) }));
    expect(await racadm.serviceTag()).toBe('ABC1234');
    expect(seen).toEqual([['racadm', 'getsvctag']]);
  });

  test('a password in the process list needs consent', async () => {
    const seen: string[][] = [];
    const processes = answering('Enable=1\nObject value modified successfully', seen);
    const refused = new Racadm(new LocalTransport({ processes }));
    expect(await refused.setUserPassword(2, PASSWORD)).toMatchObject({ kind: 'not-sent', error: { code: 'usage' } });
    expect(JSON.stringify(seen)).not.toContain(PASSWORD);
    const agreed = new Racadm(new LocalTransport({ processes, secretsInArguments: true }));
    expect(await agreed.setUserPassword(2, PASSWORD)).toEqual({ kind: 'accepted' });
  });

  test('missing, forbidden, crashed: the command line of the system error is not passed on', async () => {
    const failing = (code: string) => ({
      run: () => Promise.reject(Object.assign(new Error(`Command failed: racadm ${PASSWORD}`), { code })),
    });
    const kinds: string[] = [];
    for (const code of ['ENOENT', 'EACCES', 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER']) {
      const racadm = new Racadm(new LocalTransport({ processes: failing(code) }));
      const error = await racadm.serviceTag().catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RacadmError);
      expect(String((error as RacadmError).stack) + JSON.stringify(error)).not.toContain(PASSWORD);
      kinds.push(`${(error as RacadmError).code} ${(await racadm.racreset()).kind}`);
    }
    expect(kinds).toEqual(['not-installed not-sent', 'not-installed not-sent', 'refused lost']);
  });

  test('a command that does not end is given up', async () => {
    const clock = new SimulatedClock();
    const processes = {
      run: (_file: string, _args: readonly string[], _limit: number, signal: AbortSignal) =>
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('killed')))),
    };
    const racadm = new Racadm(new LocalTransport({ processes, clock }), clock);
    await expect(clock.run(racadm.serviceTag())).rejects.toMatchObject({ code: 'timeout' });
    expect(clock.monotonic()).toBe(120_000);
    expect(await clock.run(racadm.racreset())).toMatchObject({ kind: 'lost' });
  });
});
