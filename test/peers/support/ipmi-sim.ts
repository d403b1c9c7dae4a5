import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitRmcp } from './await-rmcp.ts';
import { type ChassisScript, type Power, writeChassisScript } from './chassis-script.ts';
import { fruImage } from './fru-image.ts';
import { ADMIN, type Credentials, type Endpoint, OPERATOR, USER } from './lab.ts';
import { freeUdpPort } from './ports.ts';
import { requirePeer } from './require-peer.ts';

export interface IpmiSimOptions {
  power?: Power;
  /** Chassis serial served in FRU 0; without it there is no FRU. */
  serial?: string;
  /** BMC key (K_g), 20 characters at most. */
  kg?: string;
  /** Sensors, event log and inventories: source for `sdrcomp`, and commands for the emulator. */
  board?: { sdrs: string; emu: readonly string[] };
  /** Set up badly: the user without a name may log in, ADMIN has password ADMIN, everybody is an administrator. */
  weakUsers?: true;
  /** A machine of its own: the program that switches it (`chassis` is not asked then) and the TCP port of its serial line. */
  machine?: { chassisControl: string; serialPort: number };
}

/** A running OpenIPMI BMC simulator: an RMCP+ server that shares no line of code with us. */
export interface IpmiSim extends Endpoint {
  pid: number;
  chassis: ChassisScript;
  /** Stops answering without dying (SIGSTOP), as a BMC that hangs does. */
  freeze(): void;
  thaw(): void;
  /** A BMC reset: dies at once, knows no session any more, and answers again on the same port when this resolves. */
  reset(): Promise<void>;
  /** Dies at once (SIGKILL); the port is closed from then on. */
  kill(): Promise<void>;
  /** Kills it if it still runs and removes its folder. Safe to call twice. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts one simulator on a free loopback port and resolves when it answers. Several may run at once. */
export async function startIpmiSim(options: IpmiSimOptions = {}): Promise<IpmiSim> {
  const program = requirePeer('ipmi_sim');
  const folder = mkdtempSync(join(tmpdir(), 'rackhand-sim-'));
  const chassis = writeChassisScript(folder, options.power ?? 'on');
  const port = await freeUdpPort();
  mkdirSync(join(folder, 'state'));
  writeFileSync(join(folder, 'lan.conf'), lanConf(port, options.machine?.chassisControl ?? chassis.path, options));
  writeFileSync(join(folder, 'bmc.emu'), emulatorCommands(options.serial, options.board?.emu));
  if (options.board) compileSdrs(folder, options.board.sdrs);

  let running: RunningSim;
  try {
    running = await run(program, folder, port);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    host: HOST,
    port,
    get pid() {
      return running.pid;
    },
    chassis,
    freeze: () => running.signal('SIGSTOP'),
    thaw: () => running.signal('SIGCONT'),
    async reset() {
      await running.kill();
      running = await run(program, folder, port);
    },
    kill: () => running.kill(),
    async stop() {
      await running.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface RunningSim {
  pid: number;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Safe to call twice. */
  kill(): Promise<void>;
}

/** Runs the simulator whose files are in `folder`; resolves when it answers. Nothing is left running when it does not. */
async function run(program: string, folder: string, port: number): Promise<RunningSim> {
  const child = spawnIgnoringSigpipe(program, ['-c', 'lan.conf', '-f', 'bmc.emu', '-s', 'state', '-n'], folder);
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'exit');
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  };
  const diedEarly = ended.then(() => {
    throw new Error(`ipmi_sim ended before it was ready: ${output}`);
  });
  try {
    await Promise.race([awaitRmcp({ host: HOST, port }), diedEarly]);
  } catch (error) {
    await kill();
    throw error;
  } finally {
    // From here on its end is expected.
    diedEarly.catch(() => undefined);
  }
  return { pid, signal: (name) => void child.kill(name), kill };
}

/**
 * ipmi_sim dies of SIGPIPE when a peer goes away while it writes, so the signal is ignored before it starts. The
 * parent-death signal makes sure that no simulator outlives a test run that was itself killed.
 */
function spawnIgnoringSigpipe(program: string, args: readonly string[], cwd: string): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', 'sh', '-c', `trap '' PIPE; exec "$0" "$@"`, program, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function lanConf(port: number, chassisControl: string, { kg, machine, weakUsers }: IpmiSimOptions): string {
  const user = (slot: number, { user, password, privilege }: Credentials) =>
    `  user ${slot} true "${user}" "${password}" ${weakUsers ? 'admin' : privilege} 10`;
  return [
    'name "lab"',
    'set_working_mc 0x20',
    '  startlan 1',
    `    addr ${HOST} ${port}`,
    '    priv_limit admin',
    ...['callback', 'user', 'operator', 'admin'].map((level) => `    allowed_auths_${level} none md2 md5 straight`),
    `    guid ${guidOf(port)}`,
    ...(kg === undefined ? [] : [`    bmc_key "${kg}"`]),
    '  endlan',
    `  chassis_control "${chassisControl}"`,
    ...(machine === undefined ? [] : [`  sol "tcp:${HOST}:${machine.serialPort}" 115200`]),
    weakUsers ? '  user 1 true "" "" admin 10' : '  user 1 false "" "none" user 10',
    user(2, ADMIN),
    user(3, OPERATOR),
    user(4, USER),
    ...(weakUsers ? [user(5, { user: 'ADMIN', password: 'ADMIN', privilege: 'admin' })] : []),
    '',
  ].join('\n');
}

function emulatorCommands(serial: string | undefined, board: readonly string[] = []): string {
  const lines = ['mc_setbmc 0x20', 'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr'];
  if (serial !== undefined) {
    const bytes = [...fruImage(serial)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`);
    lines.push(`mc_add_fru_data 0x20 0 ${bytes.length} data ${bytes.join(' ')}`);
  }
  return [...lines, 'sel_enable 0x20 1000 0x0a', ...board, 'mc_enable 0x20', ''].join('\n');
}

/** Puts the compiled records where the simulator named "lab" keeps those of controller 20h. */
function compileSdrs(folder: string, source: string): void {
  const state = join(folder, 'state', 'ipmi_sim', 'lab');
  mkdirSync(state, { recursive: true });
  writeFileSync(join(folder, 'board.sdrs'), source);
  execFileSync(requirePeer('sdrcomp'), ['-o', join(state, 'sdr.20.main'), join(folder, 'board.sdrs')]);
}

/** A GUID of its own for each simulator: version 4, as SMBIOS stores it, so that there is one way to read it. */
function guidOf(port: number): string {
  const bytes = createHash('sha256').update(String(port)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(7) & 0x0f) | 0x40, 7);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex');
}
