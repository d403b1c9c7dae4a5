import { type Clock, systemClock } from '../../ports/clock.ts';
import { SshError } from '../../ssh/error.ts';
import { Ssh, type SshOptions } from '../../ssh/ssh.ts';
import { type RacadmChange, type RacadmRead, UnexpectedAnswer } from './command.ts';
import { getAttributes, getConfig } from './commands/attributes.ts';
import * as changes from './commands/changes.ts';
import { getniccfg, type NicSettings } from './commands/getniccfg.ts';
import { getssninfo, type RacadmSession } from './commands/getssninfo.ts';
import { getsvctag } from './commands/getsvctag.ts';
import { getsysinfo, type SystemInfo } from './commands/getsysinfo.ts';
import { getversion, type Versions } from './commands/getversion.ts';
import { jobqueueView, type RacadmJob } from './commands/jobqueue-view.ts';
import { type LifecycleLogEntry, lclogView } from './commands/lclog-view.ts';
import { type DellPower, powerstatus } from './commands/powerstatus.ts';
import { type SoftwareItem, swinventory } from './commands/swinventory.ts';
import { RacadmError } from './error.ts';
import { cutsNetwork, isRead } from './guard.ts';
import { LocalTransport } from './local-transport.ts';
import { refusalIn } from './messages.ts';
import { addressProblem } from './network.ts';
import { clean, type Notice } from './noise.ts';
import { SshTransport } from './ssh-transport.ts';
import type { RacadmTransport } from './transport.ts';
import { masked, type Word } from './words.ts';

export { LocalTransport, SshTransport };

/**
 * What came of a command that changes something, in the words of main/ipmi/bmc.ts: on the wire once (`accepted`,
 * `rejected`, `lost`) or never (`not-sent`). `accepted` means the iDRAC took it, not that it is done. `lost` means nobody
 * knows, which is also what success looks like where the iDRAC moves or restarts: read back.
 */
export type RacadmResult =
  | { kind: 'accepted' }
  | { kind: 'rejected'; error: RacadmError }
  | { kind: 'lost'; reason: string }
  | { kind: 'not-sent'; error: RacadmError | SshError };

const TIMEOUT_MS = 120_000;
const SLOW_MS = 300_000;
/** An iDRAC that is busy answers nothing and calls it success; it is asked again after this time. */
const BUSY_MS = 10_000;
const ATTEMPTS = 3;
const MAX_PASSWORD = 20;
/** Said when the iDRAC gave up waiting, not when it gave up doing. */
const OPEN_END = new Set(['SWC0112']);

/**
 * One iDRAC by racadm. Reads throw RacadmError or SshError; commands that change something return a RacadmResult, go out
 * at most once, and are for plans of `main/actions` only.
 */
export class Racadm implements AsyncDisposable {
  readonly name: string;
  readonly #transport: RacadmTransport;
  readonly #clock: Clock;
  readonly #notices = new Set<Notice>();
  #syntax: changes.Syntax | null = null;

  constructor(transport: RacadmTransport, clock: Clock = systemClock) {
    this.#transport = transport;
    this.#clock = clock;
    this.name = transport.name;
  }

  /** What the iDRAC has warned of so far: the factory password, outdated commands, its certificate. */
  get notices(): readonly Notice[] {
    return [...this.#notices];
  }

  /** One read, repeated when the iDRAC is silent or the connection ends. @throws RacadmError, SshError */
  async read<R>(command: RacadmRead<R>, signal?: AbortSignal): Promise<R> {
    const timeoutMs = command.slow ? SLOW_MS : TIMEOUT_MS;
    for (let attempt = 1; ; attempt++) {
      const raw = await this.#transport
        .run(command.words, { timeoutMs, repeatable: true, signal })
        .catch((error: unknown) => {
          if (attempt < ATTEMPTS && error instanceof SshError && error.code === 'closed') return null;
          throw error;
        });
      if (raw === null) continue;
      const text = this.#cleaned(raw);
      if (text !== '') return this.#parsed(command, text);
      if (attempt === ATTEMPTS) {
        const finding = `${command.name} was answered with nothing, ${ATTEMPTS} times`;
        throw this.#error('busy', finding, 'The iDRAC is busy, perhaps with an update: wait some minutes');
      }
      await this.#clock.sleep(BUSY_MS, signal);
    }
  }

  /** The answer to any command that is known to change nothing, as text. @throws RacadmError, SshError */
  ask(words: readonly string[], signal?: AbortSignal): Promise<string> {
    if (!isRead(words)) {
      const advice = 'Use the action for it, which checks what must be checked first';
      return Promise.reject(this.#error('usage', 'this is not a command that only reads', advice));
    }
    return this.read({ name: words.slice(0, 2).join(' '), words, slow: true, parse: (text) => text }, signal);
  }

  /** A command that changes something: on the wire at most once. For plans of `main/actions` only. */
  async act(change: RacadmChange, signal?: AbortSignal): Promise<RacadmResult> {
    if (this.#transport.overNetwork && cutsNetwork(change.words)) {
      return this.#notSent('this takes the iDRAC off the network it is reached over', 'Do it at the machine itself');
    }
    let raw: string;
    try {
      raw = await this.#transport.run(change.words, { timeoutMs: TIMEOUT_MS, repeatable: false, signal });
    } catch (error) {
      return this.#failed(change, error);
    }
    const text = this.#cleaned(raw);
    if (change.accepted.test(text)) return { kind: 'accepted' };
    const refusal = refusalIn(text);
    if (refusal && !OPEN_END.has(refusal.messageId ?? '')) {
      return { kind: 'rejected', error: this.#refused(change.name, change.words, refusal) };
    }
    const what = text === '' ? 'nothing' : (refusal?.finding ?? 'something that is neither yes nor no');
    return { kind: 'lost', reason: `${this.name}: ${change.name} was sent once and answered with ${what}: read back` };
  }

  systemInfo(signal?: AbortSignal): Promise<SystemInfo> {
    return this.read(getsysinfo, signal);
  }

  /** Null when none was written to the board. */
  serviceTag(signal?: AbortSignal): Promise<string | null> {
    return this.read(getsvctag, signal);
  }

  nic(signal?: AbortSignal): Promise<NicSettings> {
    return this.read(getniccfg, signal);
  }

  versions(signal?: AbortSignal): Promise<Versions> {
    return this.read(getversion, signal);
  }

  software(signal?: AbortSignal): Promise<SoftwareItem[]> {
    return this.read(swinventory, signal);
  }

  jobs(signal?: AbortSignal): Promise<RacadmJob[]> {
    return this.read(jobqueueView, signal);
  }

  /** @param count newest entries, 1 to 1000 */
  lifecycleLog(count?: number, signal?: AbortSignal): Promise<LifecycleLogEntry[]> {
    return this.read(lclogView(count), signal);
  }

  sessions(signal?: AbortSignal): Promise<RacadmSession[]> {
    return this.read(getssninfo, signal);
  }

  powerStatus(signal?: AbortSignal): Promise<DellPower> {
    return this.read(powerstatus, signal);
  }

  /** Null when the firmware does not say. */
  async ipmiOverLan(signal?: AbortSignal): Promise<boolean | null> {
    const syntax = await this.#language(signal);
    const all = await this.read(syntax === 'set' ? getAttributes('iDRAC.IPMILan') : getConfig('cfgIpmiLan'), signal);
    const found = all.find(({ name }) => /^(Enable|cfgIpmiLanEnable)$/i.test(name))?.value ?? '';
    return /^(1|enabled)$/i.test(found) ? true : /^(0|disabled)$/i.test(found) ? false : null;
  }

  /** @param index 2 to 16; 2 is the factory's `root`. @param password at most 20 characters */
  async setUserPassword(index: number, password: string): Promise<RacadmResult> {
    if (!Number.isInteger(index) || index < 2 || index > 16) {
      return this.#notSent('this is no user that can be changed', 'Users have the numbers 2 to 16');
    }
    if (password === '' || password.length > MAX_PASSWORD) {
      return this.#notSent('the password is empty or longer than 20 characters', 'Take 12 to 20 characters');
    }
    if (password.startsWith('-')) {
      return this.#notSent('the password would be taken for an option', 'Let it begin with another character');
    }
    return this.#inLanguage((syntax) => changes.userPassword(syntax, index, password));
  }

  /** Expect `lost`: the connection ends when the address changes. Verify at the new address. */
  async setStatic(address: string, netmask: string, gateway: string): Promise<RacadmResult> {
    const problem = addressProblem(address, netmask, gateway);
    if (problem) return this.#notSent(problem, 'Check address, mask and gateway');
    return this.act(changes.staticAddress(address, netmask, gateway));
  }

  /** Expect `lost`. Find the iDRAC again by its MAC address or service tag. */
  setDhcp(): Promise<RacadmResult> {
    return this.act(changes.dhcp);
  }

  /** Off is refused over the network, where it would cut off whoever asks; and never goes out as `setniccfg -o`. */
  setNicEnabled(on: boolean): Promise<RacadmResult> {
    return this.#inLanguage((syntax) => changes.nicEnabled(syntax, on));
  }

  setIpmiOverLan(on: boolean): Promise<RacadmResult> {
    return this.#inLanguage((syntax) => changes.ipmiOverLan(syntax, on));
  }

  power(verb: changes.RacadmPowerVerb): Promise<RacadmResult> {
    return this.act(changes.power(verb));
  }

  /** Restarts the iDRAC, not the host. */
  racreset(): Promise<RacadmResult> {
    return this.act(changes.racreset);
  }

  async deleteJob(id: string): Promise<RacadmResult> {
    if (!/^[JR]ID_\d{6,20}$/.test(id)) return this.#notSent('this is no job number', 'Take it from the job queue');
    return this.act(changes.deleteJob(id));
  }

  /** The object cannot be used again. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #inLanguage(make: (syntax: changes.Syntax) => RacadmChange): Promise<RacadmResult> {
    try {
      return await this.act(make(await this.#language()));
    } catch (error) {
      if (error instanceof RacadmError || error instanceof SshError) return { kind: 'not-sent', error };
      throw error;
    }
  }

  /** By what the firmware answers to a read of the same setting in either language, not by its version. */
  async #language(signal?: AbortSignal): Promise<changes.Syntax> {
    if (this.#syntax) return this.#syntax;
    try {
      await this.read(getAttributes('iDRAC.IPMILan'), signal);
      this.#syntax = 'set';
    } catch (error) {
      if (!(error instanceof RacadmError)) throw error;
      // Only firmware that knows `set` insists on a new password before anything else.
      if (error.code === 'default-password') return 'set';
      if (error.code !== 'unsupported') throw error;
      await this.read(getConfig('cfgIpmiLan'), signal);
      this.#syntax = 'config';
    }
    return this.#syntax;
  }

  #cleaned(raw: string): string {
    const { text, notices } = clean(raw);
    for (const notice of notices) this.#notices.add(notice);
    return text;
  }

  #parsed<R>(command: RacadmRead<R>, text: string): R {
    const refusal = refusalIn(text);
    if (refusal) throw this.#refused(command.name, command.words, refusal);
    try {
      return command.parse(text);
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      const finding = `${command.name} was answered with something else: ${error.message}`;
      throw this.#error('malformed', finding, 'Read again; if it stays so, note the firmware version', error);
    }
  }

  #refused(name: string, words: readonly Word[], refusal: NonNullable<ReturnType<typeof refusalIn>>): RacadmError {
    const finding = `${name}: ${masked(refusal.finding, words)}`;
    const { code, advice, messageId } = refusal;
    return new RacadmError({ code, device: this.name, finding, advice, messageId });
  }

  #failed(change: RacadmChange, error: unknown): RacadmResult {
    const known = error instanceof SshError || error instanceof RacadmError;
    if (known && !error.sent) return { kind: 'not-sent', error };
    const finding = known ? error.finding : 'it was given up';
    const after = change.cutsOff ? ', which is what success looks like here' : '';
    return { kind: 'lost', reason: `${this.name}: ${change.name} was sent once, then ${finding}${after}: read back` };
  }

  #notSent(finding: string, advice: string): Promise<RacadmResult> {
    return Promise.resolve({ kind: 'not-sent', error: this.#error('usage', finding, advice) });
  }

  #error(code: RacadmError['code'], finding: string, advice: string, cause?: unknown): RacadmError {
    return new RacadmError({ code, device: this.name, finding, advice, cause });
  }
}

/** An iDRAC over SSH. @throws SshError `usage` */
export function racadmOverSsh(options: SshOptions): { racadm: Racadm; ssh: Ssh } {
  const clock = options.clock ?? systemClock;
  const ssh = new Ssh(options);
  return { racadm: new Racadm(new SshTransport(ssh, clock), clock), ssh };
}
