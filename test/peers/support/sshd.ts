import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeTcpPort } from './ports.ts';
import { requirePeer } from './require-peer.ts';

export interface SshdOptions {
  /** The password of `root` on this server only. */
  password: string;
  /** `keyboard`: as iDRAC 9 asks. `password`: as iDRAC 8 does; keyboard-interactive is offered there and never asks. */
  login: 'keyboard' | 'password';
  /** What is printed for a command line, byte by byte. Another line gets what an iDRAC says to an unknown command. */
  recorded?: Readonly<Record<string, string>>;
  /** Command lines that are really carried out by a shell, instead of answers that were recorded. */
  shell?: true;
  /** Put over places of the machine, in the server's own namespace only: target to source. */
  mounts?: Readonly<Record<string, string>>;
  /** Command lines in whose middle the connection dies. */
  dying?: readonly string[];
}

/** A real OpenSSH server whose forced command prints recorded racadm output. */
export interface Sshd {
  readonly port: number;
  /** As ssh-keygen writes it. */
  readonly fingerprint: string;
  /** Command lines it was sent, in order. */
  commands(): string[];
  /** What it has logged, such as each refused password. */
  log(): string;
  /** Gives it another host key; new connections see that one. */
  renewHostKey(): Promise<void>;
  /** Ends every connection at once, as a cut cable does; what runs there goes on. */
  cut(): void;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts one on a free loopback port and resolves when it listens. Needs root, for a mount namespace of its own. */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const program = requirePeer('sshd');
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-sshd-'));
  const port = await freeTcpPort();
  const key = join(folder, 'host_key');
  let fingerprint = newKey(key);
  writeAccounts(folder, options.password);
  const script = writeForcedCommand(folder, options);
  writeFileSync(join(folder, 'config'), config(port, key, script, options.login));
  let logged = '';
  const start = () =>
    run(folder, program, options.mounts ?? {}, (line) => {
      logged += `${line}\n`;
    });
  let running = await start();
  return {
    port,
    get fingerprint() {
      return fingerprint;
    },
    commands: () => {
      const path = join(folder, 'commands');
      return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    },
    log: () => logged,
    async renewHostKey() {
      await kill(running);
      fingerprint = newKey(key);
      running = await start();
    },
    cut: () => connectionsOf(running).forEach((pid) => void process.kill(pid, 'SIGKILL')),
    async stop() {
      await kill(running);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newKey(path: string): string {
  const keygen = requirePeer('ssh-keygen');
  for (const file of [path, `${path}.pub`]) rmSync(file, { force: true });
  execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
  return execFileSync(keygen, ['-lf', `${path}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '';
}

/** Accounts of this server alone: they are mounted over the machine's in its own namespace. */
function writeAccounts(folder: string, password: string): void {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'passwd'), 'root:x:0:0:root:/:/bin/sh\nsshd:x:74:74::/run/sshd:/usr/sbin/nologin\n');
  writeFileSync(join(folder, 'shadow'), `root:${hash}:20000:0:99999:7:::\nsshd:!:20000::::::\n`, { mode: 0o600 });
  const pam = ['auth required pam_unix.so', 'account required pam_permit.so', 'session required pam_permit.so', ''];
  writeFileSync(join(folder, 'pam'), pam.join('\n'));
}

function writeForcedCommand(folder: string, { recorded = {}, dying = [], shell }: SshdOptions): string {
  const cases = Object.entries(recorded).map(([line, text], index) => {
    const file = join(folder, `answer-${index}`);
    writeFileSync(file, text.replace(/\r?\n/g, '\r\n'));
    return `  '${line}') exec dd bs=1 status=none if='${file}' ;;`;
  });
  // The parent is a shell or the server's process for this connection, as the shell likes.
  const server = 'p=$PPID; [ "$(cat /proc/$p/comm)" = sshd ] || p=$(cut -d " " -f 4 /proc/$p/stat)';
  const deaths = dying.map((line) => `  '${line}') ${server}; printf half; kill -9 $p ;;`);
  const script = join(folder, 'forced');
  const text = `#!/bin/sh
printf '%s\\n' "$SSH_ORIGINAL_COMMAND" >> '${folder}/commands'
case "$SSH_ORIGINAL_COMMAND" in
${[...deaths, ...cases].join('\n')}
  *) ${shell ? 'exec sh -c "$SSH_ORIGINAL_COMMAND"' : "echo 'ERROR: Invalid subcommand specified.'"} ;;
esac
`;
  writeFileSync(script, text, { mode: 0o755 });
  return script;
}

function config(port: number, key: string, script: string, login: SshdOptions['login']): string {
  const keyboard = login === 'keyboard';
  return [
    `Port ${port}`,
    `ListenAddress ${HOST}`,
    `HostKey ${key}`,
    'PidFile none',
    'PermitRootLogin yes',
    'PubkeyAuthentication no',
    `PasswordAuthentication ${keyboard ? 'no' : 'yes'}`,
    'KbdInteractiveAuthentication yes',
    `UsePAM ${keyboard ? 'yes' : 'no'}`,
    'MaxAuthTries 6',
    'LogLevel VERBOSE',
    'PrintMotd no',
    `ForceCommand ${script}`,
    '',
  ].join('\n');
}

async function run(
  folder: string,
  program: string,
  over: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Promise<ChildProcess> {
  const mounts = [
    ...Object.entries(over).map(([target, source]) => `mount --bind '${source}' '${target}'`),
    `mount --bind '${folder}/passwd' /etc/passwd`,
    `mount --bind '${folder}/shadow' /etc/shadow`,
    `mount --bind '${folder}/pam' /etc/pam.d/sshd`,
    'mount -t tmpfs tmpfs /run',
    'mkdir -m 755 /run/sshd',
    `exec '${program}' -D -e -f '${folder}/config'`,
  ];
  const child = spawn('unshare', ['--mount', 'sh', '-c', mounts.join(' && ')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      onLine(line);
      said.push(line);
      if (line.includes('Server listening')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`sshd did not start: ${said.join(' | ')}`)));
  });
  return child;
}

/** Processes of the server, one for each connection; what they have started is not among them. */
function connectionsOf({ pid }: ChildProcess): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
