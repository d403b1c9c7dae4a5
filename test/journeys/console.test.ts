import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../preload/contract.ts';
import { root } from './support/cli.ts';
import { Rehearsal } from './support/rack.ts';

const console_ = (device: string, ...more: string[]) => ['console', '--site', 'practice', '--device', device, ...more];
const power = (verb: string, device: string) => ['power', verb, '--site', 'practice', '--device', device];

describe('rackhand console', () => {
  it('shows the boot of a node in a pipe, and keeps it as evidence', async () => {
    await using rehearsal = await Rehearsal.start({ scale: 60 });
    expect((await rehearsal.run(power('off', 'sps-b'))).code).toBe(0);
    const watching = rehearsal.run(console_('sps-b', '--read-only', '--until', 'login:'));
    await rehearsal.opened('sps-b');
    expect((await rehearsal.run(power('on', 'sps-b'))).code).toBe(0);
    const { code, stdout, stderr } = await watching;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('connected, recording') });
    expect(stdout).toMatch(
      /Practice BIOS.*Rackhand practice SPS 5\.0\.11 booting.*web interface is up.*sps-b login: $/s,
    );

    const out = path.join(rehearsal.home, 'desk.ndjson');
    expect((await rehearsal.run(['journal', 'export', 'desk', '--out', out])).code).toBe(0);
    const entries = readFileSync(out, 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const kept = (entries as JournalEntry[]).find(({ type }) => type === 'evidence.kept')?.data as {
      name: string;
      sha256: string;
    };
    const raw = readFileSync(path.join(rehearsal.home, kept.name));
    expect(raw.toString('latin1')).toBe(stdout);
    expect(createHash('sha256').update(raw).digest('hex')).toBe(kept.sha256);
    expect(await rehearsal.json(['journal', 'verify'])).toMatchObject({ document: { ok: true } });
  });

  it('sends what a pipe brings, to its end', async () => {
    await using rehearsal = await Rehearsal.start();
    const { code, stdout } = await rehearsal.run(console_('sps-a', '--until', 'Login incorrect'), {}, '\rsomebody\r');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\r\nsps-a login: somebody\r\nPassword: \r\nLogin incorrect\r\n/);
  });

  it('ends by ~. at a terminal, and gives the terminal back', async () => {
    await using rehearsal = await Rehearsal.start();
    const terminal = onTerminal(rehearsal, console_('sps-a'));
    await terminal.sees('connected');
    terminal.type('\r');
    await terminal.sees('sps-a login: ');
    terminal.type('~?');
    await terminal.sees('send a break');
    terminal.type('ro~.\r');
    await terminal.sees('ro~.');
    terminal.type('~.');
    expect(await terminal.code).toBe(0);
  });

  it('is refused while somebody else holds it, and takes over when told to', async () => {
    await using rehearsal = await Rehearsal.start();
    await rehearsal.referee.fault('console-held');
    const held = await rehearsal.run(console_('sps-a', '--for', '1'));
    expect([held.code, held.stderr]).toEqual([1, expect.stringContaining('--take-over')]);
    const taken = await rehearsal.run(console_('sps-a', '--take-over', '--until', 'login:'), {}, '\r');
    expect({ code: taken.code, stdout: taken.stdout }).toMatchObject({ code: 0, stdout: '\r\nsps-a login: ' });
    const again = await rehearsal.run(console_('sps-a', '--until', 'login:'), {}, '\r');
    expect(again.code).toBe(0);
  });

  it('is for watching only while the node converts its database, and says why', async () => {
    await using rehearsal = await Rehearsal.start();
    await rehearsal.referee.fault('slow-boot');
    const upgrade = rehearsal.startUpgrade();
    const phase = async () => (await rehearsal.referee.state()).nodes[0]?.phase;
    await expect.poll(phase, { timeout: 60_000 }).toBe('converting');
    const typed = await rehearsal.run(console_('sps-a', '--take-over', '--until', 'phase 1: converting'), {}, 'x\r');
    expect(typed).toMatchObject({ code: 0, stderr: expect.stringContaining('I-SPS-015') });
    expect(typed.stderr).toContain('watching only');
    const broken = await rehearsal.run(['bmc', 'reset', 'cold', '--site', 'practice', '--device', 'sps-a']);
    expect([broken.code, broken.stderr]).toEqual([4, expect.stringContaining('I-SPS-015')]);
    await upgrade;
    expect((await rehearsal.referee.state()).disasters).toEqual([]);
  });
});

/** `rackhand` with a terminal of its own, as util-linux' script(1) makes one. */
function onTerminal(rehearsal: Rehearsal, args: readonly string[]) {
  const words = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'out/main/cli.js'),
    ...args,
  ];
  const child = spawn('script', ['-qec', words.map((word) => `'${word}'`).join(' '), '/dev/null'], {
    env: { ...process.env, RACKHAND_HOME: rehearsal.home, LANG: 'C', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
  });
  return {
    code: new Promise<number | null>((resolve) => child.once('close', resolve)),
    type: (text: string) => void child.stdin.write(text),
    async sees(text: string): Promise<void> {
      await expect.poll(() => seen, { timeout: 20_000 }).toContain(text);
      seen = seen.slice(seen.indexOf(text) + text.length);
    },
  };
}
