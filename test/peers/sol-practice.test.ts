import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PracticeBmc, startBmc } from '../../main/practice/bmc/index.ts';
import { fastClock } from './support/fast-clock.ts';
import { ipmitool } from './support/ipmitool.ts';
import { ADMIN, type PeerTarget } from './support/lab.ts';
import { watch } from './support/sol-line.ts';

// The practice BMC shares its SOL machine with our client, so a shared mistake would go unseen. The consoles of ipmitool and
// FreeIPMI, which share nothing with it, must therefore work on it.

/** For a busy machine. */
const SOON = { timeout: 30_000 };

let bmc: PracticeBmc;
let typed = '';
let breaks = 0;
beforeEach(async () => {
  typed = '';
  breaks = 0;
  bmc = await startOnShortPort();
  bmc.sol.onInput((bytes) => {
    typed += bytes.toString('latin1');
  });
  bmc.sol.onBreak(() => breaks++);
});
afterEach(() => bmc.close());

/** On a port of four digits: with five, ipmiconsole calls "127.0.0.1:…" an invalid host name. */
async function startOnShortPort(): Promise<PracticeBmc> {
  for (let port = 9_600; port < 10_000; port++) {
    try {
      return await startBmc({ port });
    } catch (e) {
      if (!(e instanceof Error && 'code' in e && e.code === 'EADDRINUSE')) throw e;
    }
  }
  throw new Error('no UDP port below 10000 is free');
}

/** Lets the machine say all of this, as fast as the console takes it; resolves when it has said all. */
function say(text: string): Promise<void> {
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  return new Promise((resolve) => {
    const more = () => {
      for (let taken = -1; taken !== 0 && at < bytes.length; at += taken) taken = bmc.sol.feed(bytes.subarray(at));
      if (at === bytes.length) resolve();
    };
    bmc.sol.onDrain(more);
    more();
  });
}

/** A console program on a terminal of its own (`script`), for it refuses to work without one. */
function onTerminal(command: string) {
  // A process group of its own: at the end nothing of it is left.
  const child = spawn('script', ['-qefc', `exec ${command}`, '/dev/null'], { stdio: 'pipe', detached: true });
  let text = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('latin1').on('data', (more: string) => {
    text += more;
    for (const look of waiting) look();
  });
  const ended = once(child, 'exit');
  return {
    ended,
    type: (keys: string) => void child.stdin.write(keys),
    /** Resolves with everything shown so far, once this has been. */
    shows: (wanted: string) =>
      new Promise<string>((resolve, reject) => {
        const look = () => {
          if (!text.includes(wanted)) return;
          waiting.delete(look);
          resolve(text);
        };
        waiting.add(look);
        void ended.then(() => reject(new Error(`it ended without showing ${JSON.stringify(wanted)}: ${text}`)));
        look();
      }),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined)
        process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

const at = () => `${bmc.host}:${bmc.port}`;
const CONSOLES = {
  ipmitool: {
    start: (suite: number) =>
      `ipmitool -I lanplus -C ${suite} -H ${bmc.host} -p ${bmc.port} -U ${ADMIN.user} -P ${ADMIN.password} sol activate`,
    polite: '',
    ready: 'SOL Session operational',
    linesAtOnce: 4_000,
    break: '\r~B',
    leave: '\r~.',
  },
  ipmiconsole: {
    start: (suite: number) => `ipmiconsole -h ${at()} -u ${ADMIN.user} -p ${ADMIN.password} -I ${suite}`,
    // It takes a console that is held, unless told otherwise.
    polite: ' --dont-steal',
    ready: 'SOL established',
    // It acknowledges more than its terminal has taken, and ends with "internal error" when its buffer of 32 KiB is full.
    linesAtOnce: 100,
    break: '&B',
    leave: '&.',
  },
};

describe.each(Object.entries(CONSOLES))('%s', (_, console) => {
  test.each([17, 3])(
    'cipher suite %d: 200,000 characters out, keys and a break in, and it leaves nothing behind',
    async (suite) => {
      await using its = onTerminal(console.start(suite));
      await its.shows(console.ready);
      const log = Array.from(
        { length: 4_000 },
        (_, i) => `[${String(i).padStart(6, '0')}] a line of the boot log, long enough.\r\n`,
      );
      for (let from = 0; from < log.length; from += console.linesAtOnce) {
        const lines = log.slice(from, from + console.linesAtOnce);
        await say(lines.join(''));
        await its.shows(lines.at(-1)?.slice(0, 8) ?? '');
      }
      await say('login: ');
      // Both say that they are ready a moment before they take the terminal out of line mode, which doubles the first \r.
      expect((await its.shows('login: ')).replaceAll('\r\r\n', '\r\n')).toContain(log.join(''));
      its.type('root');
      await expect.poll(() => typed, SOON).toBe('root');
      its.type(console.break);
      await expect.poll(() => breaks, SOON).toBe(1);
      its.type(console.leave);
      await its.ended;
      expect(bmc.sol.active).toBe(false);
      expect(bmc.slotsUsed).toBe(0);
    },
  );

  test('holds the console against ours; ours against it', async () => {
    {
      await using its = onTerminal(console.start(17));
      await its.shows(console.ready);
      await using ours = watch(bmc, { cipherSuite: 17 });
      await expect(ours.console.open()).rejects.toMatchObject({ code: 'held' });
      await say('not disturbed');
      await its.shows('not disturbed');
      its.type(console.leave);
      await its.ended;
    }
    await using ours = watch(bmc, { cipherSuite: 17 });
    await ours.console.open();
    await using its = onTerminal(console.start(17) + console.polite);
    await its.ended;
    await say('still ours');
    expect((await ours.shown(10)).toString()).toBe('still ours');
  });
});

test('ipmitool sol deactivate ends our console, which is told at once and opens again when it may', async () => {
  const target: PeerTarget = { host: bmc.host, port: bmc.port, cipherSuite: 17 };
  await using ours = watch(bmc, { cipherSuite: 17, clock: fastClock(20) });
  await ours.console.open();
  expect((await ipmitool(target, ['sol', 'deactivate'])).exitCode).toBe(0);
  await ours.happened('connecting', 'open', 'lost', 'open', 'gap deactivated');
});

test('ipmiconsole takes our console: ours is told, waits, and has it back afterwards', async () => {
  await using ours = watch(bmc, { cipherSuite: 17, clock: fastClock(20) });
  await ours.console.open();
  const its = onTerminal(CONSOLES.ipmiconsole.start(17));
  await its.shows(CONSOLES.ipmiconsole.ready);
  await ours.happened('connecting', 'open', 'lost', 'lost');
  await say('for the thief');
  await its.shows('for the thief');
  its.type(CONSOLES.ipmiconsole.leave);
  await its.ended;
  await ours.happened('connecting', 'open', 'lost', 'lost', 'open', 'gap deactivated');
});

test('ipmitool reads the SOL configuration as it is', async () => {
  const { stdout } = await ipmitool({ host: bmc.host, port: bmc.port, cipherSuite: 17 }, ['sol', 'info', '1']);
  const said = Object.fromEntries(stdout.split('\n').map((row) => row.split(' : ').map((cell) => cell.trim())));
  expect(said).toMatchObject({
    Enabled: 'true',
    'Force Encryption': 'true',
    'Force Authentication': 'true',
    'Privilege Level': 'OPERATOR',
    'Character Accumulate Level (ms)': '20',
    'Character Send Threshold': '100',
    'Retry Count': '7',
    'Retry Interval (ms)': '100',
    'Volatile Bit Rate (kbps)': '115.2',
    'Non-Volatile Bit Rate (kbps)': '115.2',
    'Payload Port': String(bmc.port),
  });
});
