/** The SPS rack whose node has a REST interface that does, or does not do, what the upgrades ask of it. Tests only. */
import type { ActionName, Outcome } from '../../../preload/contract.ts';
import type { ProbeAnswer, ProbeOrder } from '../engine.ts';
import type { ActionParameters, Binding } from '../events.ts';
import { Rack, type RackOptions } from './sps.ts';

/** Checksum of the bundle that the tool has fetched. */
export const KEPT = 'e'.repeat(64);

export interface Interface {
  /** What `sps.calls` reads; null where there is no account. */
  calls: boolean | null;
  outcome: Outcome;
  /** Whether what was ordered can be read afterwards, whatever its outcome. */
  effect: boolean;
  /** What becomes of the upgrade call, if it is something else. */
  upgrade: Outcome;
}

/** A rack whose node has a REST interface. */
export class RestRack extends Rack {
  readonly sent: [ActionName, ActionParameters][] = [];
  readonly #rest: Interface;
  constructor(rest: Partial<Interface> = {}, options: RackOptions = {}) {
    super(options);
    this.#rest = { calls: true, outcome: 'done', effect: true, upgrade: 'done', ...rest };
  }
  override probe(order: ProbeOrder, now: number): ProbeAnswer {
    const { calls, effect } = this.#rest;
    const there = (action: ActionName) => effect && this.sent.some(([name]) => name === action);
    switch (order.probe) {
      case 'sps.calls':
        if (calls === null) throw new Error('no password is kept for this device');
        return { fields: { upload: calls, test: calls, upgrade: calls }, serial: null };
      case 'sps.firmware': {
        const { fields } = super.probe(order, now);
        return {
          fields: { ...fields, uploaded: there('sps.api.upload') ? '5.8.0' : null, emptySlots: 1 },
          serial: null,
        };
      }
      case 'sps.bundle':
        return { fields: { sha256: there('sps.api.bundle') ? KEPT : null }, serial: null };
      default:
        return super.probe(order, now);
    }
  }
  override perform(action: ActionName, binding: Binding, now = 0, parameters: ActionParameters = {}): Outcome {
    if (!action.startsWith('sps.api.')) return super.perform(action, binding);
    this.sent.push([action, parameters]);
    if (action === 'sps.api.upgrade') {
      const { effect, upgrade } = this.#rest;
      if (effect && upgrade !== 'failed') this.rebootedAt = now;
      return upgrade;
    }
    return this.#rest.outcome;
  }
}
