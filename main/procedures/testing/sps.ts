/** The shipped SPS procedures with the practice answers, over a pair that behaves as the guide describes. Tests only. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { ActionName, FactValue, Outcome } from '../../../preload/contract.ts';
import { type Next, override, type ProbeAnswer, type ProbeOrder, type RunState, start } from '../engine.ts';
import type { Binding, RunEvent, Stamped } from '../events.ts';
import type { SourceFile } from '../loader.ts';
import type { Library } from '../model.ts';
import { Console } from './console.ts';
import { Driver, type Person, type World } from './driver.ts';

const folder = new URL('../../../resources/procedures/sps/', import.meta.url);

export function shippedFiles(): SourceFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({
      path: `resources/procedures/sps/${name}`,
      text: readFileSync(new URL(name, folder), 'utf8'),
    }));
}

type Answers = Record<string, unknown>;
export function practiceAnswers(name: 'ha-cluster' | 'standalone' | 'split-brain'): Answers {
  return parse(readFileSync(new URL(`answers/practice-${name}.yaml`, folder), 'utf8')) as Answers;
}

/** Follows an answers file as the command line does: every step three times at most, one `go` is one attempt. */
export class Reader implements Person {
  readonly #answers: Answers;
  readonly #given = new Map<string, number>();
  constructor(answers: Answers) {
    this.#answers = answers;
  }
  answer(path: string, asks: readonly { fact: string }[]): Record<string, FactValue> | null {
    const entry = this.#take(path, 3);
    if (entry === undefined) return null;
    if (typeof entry === 'object' && entry !== null) return entry as Record<string, FactValue>;
    const [only] = asks;
    return only ? { [only.fact]: entry as FactValue } : {};
  }
  go(path: string): boolean {
    return this.#take(path, 1) === 'go';
  }
  #take(path: string, often: number): unknown {
    const given = this.#given.get(path) ?? 0;
    if (given >= often) return undefined;
    this.#given.set(path, given + 1);
    return this.#answers[path];
  }
}

/** Gives the answers of a list one after the other, then the last one for ever; `override` waives what may be waived. */
export class InTurn extends Reader {
  readonly #lists: Record<string, unknown[]>;
  constructor(answers: Record<string, unknown>, lists: Record<string, unknown[]>) {
    super(answers);
    this.#lists = lists;
  }
  override answer(path: string, asks: readonly { fact: string }[]) {
    const list = this.#lists[path];
    if (!list) return super.answer(path, asks);
    const value = list.length > 1 ? list.shift() : list[0];
    return new Reader({ [path]: value }).answer(path, asks);
  }
  override go(path: string): boolean {
    return this.#lists[path]?.[0] === 'go' || super.go(path);
  }
  unblock({ verdicts }: Extract<Next, { do: 'blocked' }>, state: RunState): RunEvent[] {
    const waived = this.#lists.override ? verdicts.filter(({ severity }) => severity === 'gated') : [];
    const why = { reason: 'window closes', secondPerson: 'Second Person', supportCase: '' };
    return waived.flatMap(({ rule }) => override(state, rule, why, 'tester'));
  }
}

export interface RackOptions {
  /** Minutes from the reboot until the web login is back. */
  bootMinutes?: number;
  /** What runs after the reboot. */
  version?: string;
  /** What the slave's BMC reports. */
  slaveSerial?: string;
  /** The REST interface tells the verdict of the test and the firmware for the next start. */
  tells?: boolean;
  /** The master redirects its console to its BMC. */
  console?: boolean;
}
const SERIALS: Record<string, string> = { master: 'RH-SPS-A', slave: 'RH-SPS-B' };

export class Rack implements World {
  slave: 'on' | 'off' = 'on';
  rebootedAt: number | null = null;
  /** Commands that arrived. */
  readonly performed: string[] = [];
  readonly console = new Console();
  readonly #options: RackOptions;
  constructor(options: RackOptions = {}) {
    this.#options = options;
  }

  happened(event: Stamped, now: number): void {
    if (event.type !== 'step.done') return;
    if (event.data.path === 'shut-down-slave') this.slave = 'off';
    if (event.data.path === 'reboot-master' || event.data.path === 'reboot-node') this.rebootedAt = now;
  }

  probe(order: ProbeOrder, now: number): ProbeAnswer {
    const { probe, role } = order;
    if (probe === 'bmc.console') {
      if (!this.#options.console) throw new Error('nothing is redirected to this BMC');
      return this.console.probe(order, now);
    }
    const minutes = this.rebootedAt === null ? null : (now - this.rebootedAt) / 60_000;
    const booted = minutes !== null && minutes >= (this.#options.bootMinutes ?? 12);
    // The old system answers for some seconds more, see G-027.
    const up = minutes === null || minutes < 0.3 || booted;
    const version = booted ? (this.#options.version ?? '5.8.0') : '5.0.11';
    const serial = role === 'slave' ? (this.#options.slaveSerial ?? SERIALS.slave) : SERIALS[role];
    const silent: Record<string, unknown> = {};
    const fields: Record<string, Record<string, unknown>> = {
      'bmc.power': { powerStatus: role === 'slave' ? this.slave : 'on' },
      'bmc.identity': { serial, firmware: '3.77' },
      'sps.web': { up, state: up ? 'ready' : 'silent' },
      'sps.info': up ? { version, hostname: 'sps' } : silent,
      'sps.firmware': this.#options.tells ? { afterReboot: '5.8.0' } : silent,
      'sps.firmwareTest': this.#options.tells ? { verdict: 'pass', summary: 'no errors' } : silent,
      'sps.health': silent,
      'tcp.ssh': { open: false },
    };
    return { fields: fields[probe] ?? {}, serial: probe.startsWith('bmc.') ? (serial ?? null) : null };
  }

  perform(action: ActionName, binding: Binding): Outcome {
    this.performed.push(`${action} ${binding.role}`);
    this.slave = 'on';
    return 'done';
  }

  readBack(): Outcome {
    return this.slave === 'on' ? 'done' : 'unknown';
  }
}

export const PAIR: Binding[] = ['master', 'slave'].map((role, index) => ({
  role,
  deviceId: `sps-${'ab'[index]}`,
  deviceName: `SPS ${'AB'[index]}`,
  serial: SERIALS[role] ?? null,
  bmc: `127.0.0.1:623${index}`,
  web: `https://127.0.0.1:844${index}`,
}));

/** Starts a procedure with the roles it needs. */
export function startedShipped(
  library: Library,
  procedure: string,
  rack: Rack,
  answers: Answers,
  person: Person = new Reader(answers),
): Driver {
  const driver = new Driver(rack, person);
  const roles = library.procedures[procedure]?.roles.map(({ role }) => role) ?? [];
  const bindings = PAIR.filter(({ role }) => roles.includes(role));
  driver.append(start(library, { runId: 'run-1', procedure, siteId: 'practice', scale: 1, bindings }));
  return driver;
}
