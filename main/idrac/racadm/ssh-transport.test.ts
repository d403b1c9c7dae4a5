import { expect, test } from 'vitest';
import { SimulatedClock } from '../../ports/simulated-clock.ts';
import { SshError } from '../../ssh/error.ts';
import { type SshPort, SshTransport } from './ssh-transport.ts';

const refused = new SshError({ code: 'refused', device: 'd', finding: 'f', advice: 'a', sent: true });
const PROMPT = '/admin1-> ';

/**
 * SSH without a network: `exec` answers from a list; each shell prompts, echoes and gives the next of its own answers,
 * where null is silence and '' the end of the shell.
 */
function fake(execs: (string | Error)[], typed: (string | null)[] = []) {
  const seen = { exec: [] as string[], typed: [] as string[], opened: 0, closed: 0 };
  const ssh: SshPort = {
    name: 'idrac.test:22',
    exec: async (line) => {
      seen.exec.push(line);
      const answer = execs.shift() ?? '';
      if (answer instanceof Error) throw answer;
      return { stdout: Buffer.from(answer), stderr: Buffer.alloc(0), exitCode: 0 };
    },
    shell: async () => {
      seen.opened++;
      let data: (chunk: Buffer) => void = () => undefined;
      let end: () => void = () => undefined;
      return {
        send: (line) => {
          seen.typed.push(line);
          const answer = typed.shift();
          if (answer === '') end();
          else if (answer) data(Buffer.from(`${line}${answer}\r\n${PROMPT}`));
        },
        onData: (listener) => {
          data = listener;
          queueMicrotask(() => listener(Buffer.from(PROMPT)));
        },
        onEnd: (listener) => {
          end = listener;
        },
        close: () => {
          seen.closed++;
        },
      };
    },
    close: async () => undefined,
  };
  const clock = new SimulatedClock();
  return { transport: new SshTransport(ssh, clock), seen, clock };
}

const read = { timeoutMs: 120_000, repeatable: true };
const change = { timeoutMs: 120_000, repeatable: false };

test('a channel that is refused, and one that opens a shell instead: the shell is used from then on', async () => {
  for (const first of [refused, `\r\n${PROMPT}\r\n${PROMPT}CLP Session terminated\r\n`]) {
    const { transport, seen } = fake([first], ['ABC1234', 'ok', 'done']);
    expect((await transport.run(['getsvctag'], read)).trim()).toBe('ABC1234');
    expect((await transport.run(['getversion'], read)).trim()).toBe('ok');
    expect((await transport.run(['racreset'], change)).trim()).toBe('done');
    expect(seen).toMatchObject({ exec: ['racadm getsvctag'], opened: 1 });
    expect(seen.typed).toEqual(['racadm getsvctag\n', 'racadm getversion\n', 'racadm racreset\n']);
  }
});

test('a change never finds out the way: something harmless does, and its failure means nothing was sent', async () => {
  const works = fake(['ABC1234', 'done']);
  expect((await works.transport.run(['racreset'], change)).trim()).toBe('done');
  expect(works.seen.exec).toEqual(['racadm getsvctag', 'racadm racreset']);

  const lost = new SshError({ code: 'closed', device: 'd', finding: 'f', advice: 'a', sent: true });
  const fails = fake([lost]);
  await expect(fails.transport.run(['racreset'], change)).rejects.toMatchObject({ code: 'closed', sent: false });
  expect(fails.seen.exec).toEqual(['racadm getsvctag']);
});

test('silence decides nothing about the way', async () => {
  const { transport, seen } = fake(['', refused], ['ABC1234']);
  expect((await transport.run(['getsvctag'], read)).trim()).toBe('');
  expect((await transport.run(['getsvctag'], read)).trim()).toBe('ABC1234');
  expect(seen.exec).toHaveLength(2);
});

test('a shell that stays silent is given up and replaced: its late answer belongs to nobody', async () => {
  const { transport, seen, clock } = fake([refused], [null, 'ABC1234']);
  await expect(clock.run(transport.run(['getsysinfo'], read))).rejects.toMatchObject({ code: 'timeout', sent: true });
  expect(seen).toMatchObject({ opened: 1, closed: 1 });
  // The way is still open: exec is asked again, says nothing, and is believed to be busy.
  expect((await transport.run(['getsvctag'], read)).trim()).toBe('');
});

test('a shell that ends in the middle: lost for a change, a new shell for the next', async () => {
  const { transport, seen } = fake([refused], ['ABC1234', '', 'XYZ1234']);
  await transport.run(['getsvctag'], read);
  await expect(transport.run(['racreset'], change)).rejects.toMatchObject({ code: 'closed', sent: true });
  expect((await transport.run(['getsvctag'], read)).trim()).toBe('XYZ1234');
  expect(seen.opened).toBe(2);
});

test('commands go one after the other', async () => {
  const { transport, seen } = fake(['first', 'second', 'third']);
  const all = await Promise.all(['a', 'b', 'c'].map((word) => transport.run([word], read)));
  expect(all.map((text) => text.trim())).toEqual(['first', 'second', 'third']);
  expect(seen.exec).toEqual(['racadm a', 'racadm b', 'racadm c']);
});
