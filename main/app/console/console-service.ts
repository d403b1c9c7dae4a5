import type {
  ActionName,
  ActionResult,
  ConsoleRecording,
  ConsoleReplay,
  ConsoleView,
  Verdict,
} from '../../../preload/contract.ts';
import { identityVerdict } from '../../actions/identity.ts';
import type { Permit } from '../../actions/permit.ts';
import type { RecordingHead } from '../../console/format.ts';
import { Recordings } from '../../console/library.ts';
import type { ConsoleLine } from '../../console/lines.ts';
import type { Sealed } from '../../console/recording.ts';
import { recordedLines, recordingText } from '../../console/text.ts';
import { Bmc } from '../../ipmi/bmc.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Processes } from '../../store/processes.ts';
import type { EvidenceRoom } from '../evidence.ts';
import type { InterlockGate } from '../gate.ts';
import { LockedError } from '../locked-error.ts';
import { CommandError, type EventHub } from '../router.ts';
import type { Connection } from '../targets.ts';
import type { OpenLine } from './line.ts';
import { OpenConsole } from './open-console.ts';

export interface ConsoleServiceParts {
  folder: string;
  gate: InterlockGate;
  evidence: EvidenceRoom;
  events: EventHub;
  clock: Clock;
  processes: Processes;
  openLine: OpenLine;
  /** Asks the gate for an action that goes over the console itself; allowed means that the intent is written down. */
  permit(action: 'console.input' | 'console.break', place: Connection, serial: string | null, author: string): Permit;
}

/** How a console is named: a device of a site; for a bare address the site is '' and the device is the address. */
export interface ConsolePlace {
  siteId: string;
  deviceId: string;
}

interface Held {
  console: OpenConsole;
  connection: Connection;
}

/** The serial consoles of this process, one per device, and the recordings of all of them. */
export class ConsoleService {
  readonly recordings: Recordings;
  readonly #p: ConsoleServiceParts;
  readonly #held = new Map<string, Held>();
  readonly #past = new Map<string, { size: number; lines: ConsoleLine[] }>();

  constructor(parts: ConsoleServiceParts) {
    this.#p = parts;
    this.recordings = new Recordings(parts.folder);
  }

  view(place: ConsolePlace): ConsoleView {
    return this.#held.get(keyOf(place))?.console.view() ?? this.#closed(place);
  }

  /** Opens it for watching, or leaves it open. How it goes on is told by `console.changed`. */
  open(connection: Connection, author: string): ConsoleView {
    const place = placeOf(connection);
    const held = this.#held.get(keyOf(place));
    if (held?.console.live) {
      connection.wipe();
      return held.console.view();
    }
    const console = this.#console(place, connection, author);
    this.#held.set(keyOf(place), { console, connection });
    console.start();
    return console.view();
  }

  /** Opens it, and tells how that went. */
  async opened(connection: Connection, author: string): Promise<ConsoleView> {
    const place = placeOf(connection);
    this.open(connection, author);
    await this.#held.get(keyOf(place))?.console.settled();
    return this.view(place);
  }

  async close(place: ConsolePlace): Promise<ConsoleView> {
    await this.#held.get(keyOf(place))?.console.close();
    return this.view(place);
  }

  /** @throws LockedError when rules forbid typing; CommandError `console.not-open` */
  keyboard(place: ConsolePlace, on: boolean, author: string): ConsoleView {
    const { console, connection } = this.#live(place);
    if (on) {
      const permit = this.#p.permit('console.input', connection, console.serial, author);
      if (!permit.allowed) throw new LockedError(permit.result.verdicts);
      console.setKeyboard(true);
      permit.settle('done', 'typing is switched on');
    } else {
      console.setKeyboard(false);
    }
    return console.view();
  }

  /** @throws as OpenConsole.type */
  type(place: ConsolePlace, bytes: Buffer): void {
    this.#live(place).console.type(bytes);
  }

  flushed(place: ConsolePlace): Promise<void> {
    return this.#live(place).console.flushed();
  }

  /** A break goes through the gate by itself: on some machines it is a command (SysRq). */
  sendBreak(place: ConsolePlace, author: string): ActionResult {
    const { console, connection } = this.#live(place);
    console.mayType();
    const permit = this.#p.permit('console.break', connection, console.serial, author);
    if (!permit.allowed) return permit.result;
    console.sendBreak();
    return permit.settle('done', 'sent');
  }

  /**
   * Lines of a console since an instant (milliseconds since the epoch), the incomplete one last; also from recordings that
   * ended before this one began, so that a restart of this program loses none. A console that is not open is opened for
   * watching, without waiting for it; one that could not be opened rejects with the reason, and the next call tries again.
   */
  async watched(
    place: ConsolePlace,
    since: number,
    connect: () => Promise<Connection>,
    author: string,
  ): Promise<{ lines: ConsoleLine[]; serial: string | null }> {
    const held = this.#held.get(keyOf(place))?.console;
    const failure = held && !held.live ? held.view().failure : null;
    if (!held?.live) this.open(await connect(), author);
    if (failure) throw new CommandError(failure.code, failure.message, failure.advice);
    const current = held?.view().recording ?? null;
    const earlier = this.recordings
      .writtenSince(place.siteId, place.deviceId, since)
      .filter(({ name }) => name !== current)
      .flatMap(({ name, size }) => this.#recorded(name, size))
      .sort((a, b) => a.at - b.at);
    const lines = [...earlier, ...(held?.lines() ?? [])].filter(({ at }) => at >= since);
    return { lines, serial: held?.serial ?? null };
  }

  /** The lines of another recording, read again only when it has grown. */
  #recorded(name: string, size: number): ConsoleLine[] {
    const known = this.#past.get(name);
    if (known?.size === size) return known.lines;
    const lines = [...recordedLines(this.recordings, name)];
    this.#past.set(name, { size, lines });
    return lines;
  }

  replay(place: ConsolePlace, recording: string | null, offset: number): ConsoleReplay {
    const name =
      recording ??
      this.view(place).recording ??
      this.recordings.list(place.siteId, place.deviceId)[0]?.recording ??
      null;
    return name === null ? { chunks: [], marks: [], size: 0 } : this.recordings.replay(this.#known(name), offset);
  }

  list(siteId: string): ConsoleRecording[] {
    return this.recordings.list(siteId);
  }

  save(recording: string, timestamps: boolean): { filename: string; text: string } {
    const name = this.#known(recording);
    return { filename: `${name}.txt`, text: recordingText(this.recordings, name, timestamps) };
  }

  /** Tells whoever watches that the rules may have changed. */
  refreshLocks(): void {
    for (const { console } of this.#held.values())
      if (console.live) this.#p.events.emit('console.changed', console.view());
  }

  /** Closes recordings that a process which is gone has left open, and writes them down. */
  adopt(): void {
    const { processes, clock } = this.#p;
    const now = new Date(clock.now()).toISOString();
    const left = this.recordings.sealAbandoned((process) => processes.isAlive(process), now);
    for (const { head, ...sealed } of left) this.#vouch(head, sealed);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#held.values()].map(({ console }) => console.close()));
    for (const { connection } of this.#held.values()) connection.wipe();
    this.#held.clear();
  }

  #console(place: ConsolePlace, connection: Connection, author: string): OpenConsole {
    const { clock, events, openLine, processes } = this.#p;
    const console: OpenConsole = new OpenConsole({
      ...place,
      author,
      clock,
      whoAnswers: () => sameMachine(connection),
      line: (listener) => openLine(connection.options(), listener),
      record: () =>
        this.recordings.create({
          ...place,
          deviceName: connection.device?.name ?? connection.address,
          serial: console.serial,
          bmc: connection.address,
          openedAt: new Date(clock.now()).toISOString(),
          author,
          process: processes.self(),
        }),
      locks: () => this.#locks(connection, 'console.input'),
      output: (chunk) => events.emit('console.output', chunk),
      marked: (mark) => events.emit('console.mark', mark),
      changed: () => {
        const held = this.#held.get(keyOf(place));
        if (held) events.emit('console.changed', held.console.view());
      },
      sealed: (recording, sealed) => this.#vouch(recording.head, sealed),
    });
    return console;
  }

  #locks({ device, address }: Connection, action: ActionName): Verdict[] {
    const target = device ? { siteId: device.siteId, id: device.id } : null;
    return this.#p.gate.verdicts({ device: target, serial: device?.serial ?? null, bmc: address, action });
  }

  #vouch(head: RecordingHead, sealed: Sealed): void {
    const { siteId, deviceId, serial, bmc, author } = head;
    const { name, size, sha256, openedAt, closedAt, gaps } = sealed;
    const file = { kind: 'console', name: `console/${name}.raw`, deviceId, serial, bmc } as const;
    this.#p.evidence.vouch(siteId, { ...file, size, sha256, from: openedAt, to: closedAt, gaps }, author);
  }

  #live(place: ConsolePlace): Held {
    const held = this.#held.get(keyOf(place));
    if (held?.console.live) return held;
    throw new CommandError('console.not-open', 'The console is not open: nothing was sent.', 'Open it first.');
  }

  #known(recording: string): string {
    if (this.recordings.has(recording)) return recording;
    throw new CommandError('not-found', 'There is no such recording.', 'List the recordings of the site.');
  }

  #closed(place: ConsolePlace): ConsoleView {
    return {
      ...place,
      state: 'closed',
      failure: null,
      size: 0,
      keyboard: false,
      locks: [],
      openedAt: null,
      recording: null,
    };
  }
}

const keyOf = ({ siteId, deviceId }: ConsolePlace) => `${siteId}\n${deviceId}`;
export const placeOf = ({ device, address }: Connection): ConsolePlace =>
  device ? { siteId: device.siteId, deviceId: device.id } : { siteId: '', deviceId: address };

/** I-GEN-002 for a console: keys for the master must not reach the slave. Returns the serial that was read. */
async function sameMachine(connection: Connection): Promise<string | null> {
  await using bmc = new Bmc({ ...connection.options(), keepAliveMs: null });
  const { serial } = await bmc.identity();
  const stranger = identityVerdict(connection.device?.serial ?? null, serial, connection.address);
  if (stranger) throw new LockedError([stranger]);
  return serial;
}
