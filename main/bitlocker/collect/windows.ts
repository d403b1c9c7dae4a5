/** Asks a running Windows for its volumes and recovery passwords: this computer, or one over SSH. */
import type { Failure } from '../../../preload/contract.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ProcessPort, processes } from '../../ports/processes.ts';
import { readHostKey, Ssh, type SshOptions } from '../../ssh/ssh.ts';
import { BitlockerError } from '../errors.ts';

const LIMIT = 4 << 20;
const ANSWER_MS = 120_000;
/** Printed before anything else, so that a shell's greeting or refusal is never taken for an answer. */
const MARK = {
  volumes: 'RACKHAND-VOLUMES',
  notElevated: 'RACKHAND-NOT-ELEVATED',
  noBitlocker: 'RACKHAND-NO-BITLOCKER',
};

/**
 * States come as numbers and types by their names in .NET: the same in every language of Windows. `@()`, because one volume
 * alone would come without a list.
 */
const SCRIPT = `
$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
$me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) { '${MARK.notElevated}'; exit 5 }
if (-not (Get-Command Get-BitLockerVolume -ErrorAction SilentlyContinue)) { '${MARK.noBitlocker}'; exit 6 }
$volumes = @(Get-BitLockerVolume | Select-Object MountPoint,
  @{n='Vs';e={[int]$_.VolumeStatus}}, @{n='Ps';e={[int]$_.ProtectionStatus}}, @{n='Ls';e={[int]$_.LockStatus}},
  @{n='Ep';e={$_.EncryptionPercentage}}, @{n='M';e={"$($_.EncryptionMethod)"}},
  @{n='Kp';e={@($_.KeyProtector | Select-Object KeyProtectorId, @{n='T';e={"$($_.KeyProtectorType)"}}, RecoveryPassword, KeyFileName)}})
'${MARK.volumes}'
ConvertTo-Json -InputObject $volumes -Depth 5 -Compress
`.trim();

/** The arguments for `powershell`; nothing in them is secret. Encoded, so that no shell on the way changes a character. */
export const POWERSHELL_ARGUMENTS: readonly string[] = [
  '-NoProfile',
  '-NonInteractive',
  '-EncodedCommand',
  Buffer.from(SCRIPT, 'utf16le').toString('base64'),
];
/** The same as one line for cmd.exe, PowerShell or bash, whichever is the shell of the SSH server. */
export const POWERSHELL_LINE = `powershell ${POWERSHELL_ARGUMENTS.join(' ')}`;

/**
 * Asks the Windows that Rackhand runs on. @returns JSON for `collectText`, to be wiped by the taker
 * @throws BitlockerError `bitlocker.no-windows`, `bitlocker.not-elevated`, `bitlocker.unreadable`; the signal's reason
 */
export async function askWindows(signal?: AbortSignal, run: ProcessPort['run'] = processes.run): Promise<Buffer> {
  const place = 'this computer';
  const stop = AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(signal ? [signal] : [])]);
  try {
    const { stdout, stderr } = await run('powershell.exe', POWERSHELL_ARGUMENTS, LIMIT, stop);
    stderr.fill(0);
    return answerIn(stdout, place);
  } catch (error) {
    if (error instanceof BitlockerError) throw error;
    signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new BitlockerError('bitlocker.no-windows', `${place} has no PowerShell`, error);
    }
    throw new BitlockerError('bitlocker.unreadable', `${place} did not list its volumes`, error);
  }
}

export interface SshQuestion extends Pick<SshOptions, 'streams' | 'legacyConsent'> {
  address: string;
  port?: number;
  user: string;
  /** A Buffer is copied; wipe yours. */
  password: string | Buffer;
  /** `SHA256:…` that was agreed to; null to learn it by the error. */
  hostKey: string | null;
  clock?: Clock;
}

/** Nobody has agreed to this host key yet; neither user nor password was sent. */
export class UnknownHostKey extends Error {
  override readonly name = 'UnknownHostKey';
  readonly fingerprint: string;
  readonly device: string;

  constructor(device: string, fingerprint: string) {
    super(`${device} shows the host key ${fingerprint}, which nobody has agreed to`);
    this.device = device;
    this.fingerprint = fingerprint;
  }

  toFailure(): Failure {
    return {
      code: 'ssh.host-key-unknown',
      message: `${this.message}.`,
      advice: 'Compare it with what ssh-keygen -lf prints on that machine, then agree to it.',
      params: { device: this.device, fingerprint: this.fingerprint },
    };
  }
}

/**
 * Asks a Windows over SSH, with one command. @returns JSON for `collectText`, to be wiped by the taker
 * @throws UnknownHostKey, SshError, BitlockerError as `askWindows`; the signal's reason
 */
export async function overSsh(question: SshQuestion, signal?: AbortSignal): Promise<Buffer> {
  const { address, port, hostKey, ...more } = question;
  const where = { ...more, host: address, ...(port === undefined ? {} : { port }) };
  if (hostKey === null) throw new UnknownHostKey(address, (await readHostKey(where, signal)).fingerprint);
  await using ssh = new Ssh({ ...where, pin: hostKey });
  const { stdout, stderr } = await ssh.exec(POWERSHELL_LINE, { timeoutMs: ANSWER_MS, signal });
  stderr.fill(0);
  return answerIn(stdout, address);
}

/** What follows the mark, in a buffer of its own; the output is wiped. */
function answerIn(output: Buffer, place: string): Buffer {
  try {
    const start = output.indexOf(MARK.volumes);
    if (start !== -1 && output.length <= LIMIT) {
      const json = output.subarray(start + MARK.volumes.length);
      if (!json.includes('[')) throw new BitlockerError('bitlocker.unreadable', `${place} did not list its volumes`);
      const answer = Buffer.alloc(json.length);
      json.copy(answer);
      return answer;
    }
    if (output.includes(MARK.notElevated)) {
      throw new BitlockerError('bitlocker.not-elevated', `${place}: this user is no administrator there`);
    }
    const why = output.includes(MARK.noBitlocker) ? 'has no BitLocker' : 'did not answer as PowerShell does';
    throw new BitlockerError('bitlocker.no-windows', `${place} ${why}`);
  } finally {
    output.fill(0);
  }
}
