/** The one listener for heartbeats of this process: opened and closed by the operator, read by the probe `imp.heartbeat`. */
import type { Device, HeartbeatState } from '../../../preload/contract.ts';
import { lastOf, silence } from '../../appliances/imprivata/heartbeat.ts';
import type { HeartbeatListener } from '../../appliances/imprivata/heartbeat-listener.ts';
import type { Clock } from '../../ports/clock.ts';

export interface HeartbeatParts {
  clock: Clock;
  changed(state: HeartbeatState): void;
}

export class HeartbeatService {
  readonly #p: HeartbeatParts;
  #listener: HeartbeatListener | null = null;

  constructor(parts: HeartbeatParts) {
    this.#p = parts;
  }

  /** Listens anew; what was heard before is forgotten. @throws ApplianceError `address` */
  async listen(address: string, port: number, minutes: number): Promise<HeartbeatState> {
    await this.stop();
    // Loaded when somebody wants it: most runs have no Imprivata appliance.
    const { HeartbeatListener } = await import('../../appliances/imprivata/heartbeat-listener.ts');
    const changed = () => this.#p.changed(this.state());
    const { clock } = this.#p;
    const listener = await HeartbeatListener.start({ address, port, seconds: minutes * 60, clock, onBeat: changed });
    this.#listener = listener;
    listener.closed.then(() => {
      if (this.#listener !== listener) return;
      this.#listener = null;
      changed();
    });
    return this.state();
  }

  async stop(): Promise<HeartbeatState> {
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close();
    return this.state();
  }

  state(): HeartbeatState {
    const listener = this.#listener;
    if (!listener) return { url: null, until: null, beats: [] };
    const beats = Object.values(listener.beats).map(({ at, ...beat }) => ({ ...beat, at: new Date(at).toISOString() }));
    return { url: listener.url, until: new Date(listener.until).toISOString(), beats };
  }

  /**
   * The fields of `imp.heartbeat`: the last one of the device's own address, or else of any. Before the first one the silence
   * counts from the beginning of the listening.
   */
  fields({
    web,
  }: Pick<Device, 'web'>): Record<'listening' | 'seconds' | 'overdue' | 'from', boolean | number | string | null> {
    const listener = this.#listener;
    if (!listener) return { listening: false, seconds: null, overdue: null, from: null };
    const last = lastOf(listener.beats, web ? new URL(web.url).hostname.replace(/^\[|\]$/g, '') : null);
    return { listening: true, ...silence(last?.at ?? listener.since, this.#p.clock.now()), from: last?.from ?? null };
  }
}
