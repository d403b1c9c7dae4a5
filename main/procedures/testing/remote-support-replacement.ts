/** The shipped replacement of an appliance over the practice models, and a person who reads off what they show. Tests only. */
import type { FactValue } from '../../../preload/contract.ts';
import { newAppliance } from '../../practice/remote-support/appliance.ts';
import type { Side } from '../../practice/remote-support/failover-pair.ts';
import {
  newReplacement,
  newWorks,
  type ReplacementEvent,
  type ReplacementFault,
  reduceReplacement,
} from '../../practice/remote-support/replacement.ts';
import { placeOf } from '../engine.ts';
import type { Binding, Stamped } from '../events.ts';
import type { Library } from '../model.ts';
import { PAIR, PairWorld, walked } from './remote-support-pair.ts';

export interface ReplacementOptions {
  faults?: readonly ReplacementFault[];
  answers?: Record<string, FactValue | FactValue[]>;
  supportHelps?: boolean;
}
const START = Date.parse('2026-03-01T20:00:00Z');

/** The old appliance is side a, the new one side b; they know nothing of each other. */
export class ReplacementWorld extends PairWorld {
  replacement;
  constructor({ faults = [], answers = {}, supportHelps = false }: ReplacementOptions = {}) {
    super({ sides: { old: 'a', new: 'b' }, answers: { ...DECIDED, ...answers }, supportHelps });
    this.pair.roles = { a: 'none', b: 'none' };
    this.pair.appliances.b = newAppliance();
    this.replacement = newReplacement(faults);
  }

  override happened(event: Stamped, now: number): void {
    super.happened(event, now);
    const state = this.driver?.state;
    if (event.type !== 'step.begun' || !state) return;
    const place = placeOf(state, event.data.path);
    if (place?.step.kind !== 'guide' || !place.step.manual) return;
    const at = this.sideOf(event.data.path, state) === 'a' ? 'old' : 'new';
    this.#change({ type: 'manual', at, action: place.step.manual }, now);
  }

  #change(event: ReplacementEvent, now = this.driver?.now ?? START): void {
    this.replacement = reduceReplacement(this.replacement, event, (now - START) / 1000);
  }

  protected override shown(fact: string, side: Side, now: number): FactValue | undefined {
    this.#change({ type: 'time' }, now);
    const { warnings, restored, old, resetUntil } = this.replacement;
    switch (fact) {
      case 'rs.certificate.warnings':
        if (warnings > 0) this.#change({ type: 'cleared' });
        return 0;
      case 'rs.initialPassword':
        this.#change({ type: 'password' });
        return 'changed';
      case 'rs.recordings':
        this.#change({ type: 'recordings' });
        return 'secured';
      case 'rs.restore.seen':
        return restored ? 'restored' : 'failed';
      case 'rs.restore.next':
      case 'rs.support.decision':
        if (this.options.supportHelps) this.#change({ type: 'repaired' });
        if (!this.options.supportHelps) return 'stop';
        return fact === 'rs.restore.next' ? 'restore' : 'wait';
      case 'rs.pair.next':
        if (this.options.supportHelps) this.#change({ type: 'repaired' });
        return undefined;
      case 'rs.migration.seen':
        return newWorks(this.replacement) ? 'works' : 'fails';
      case 'rs.reset.seen':
        if (resetUntil !== null && this.driver) {
          this.driver.now = Math.max(now, START + Math.ceil(resetUntil * 1000) + 1);
          this.#change({ type: 'time' });
        }
        return this.replacement.old === 'reset' ? 'finished' : 'problem';
      case 'rs.shutDown.seen':
        return old === 'off' ? 'off' : 'on';
      case 'rs.vm.left':
        return old === 'deleted' ? 0 : 1;
      default:
        return super.shown(fact, side, now);
    }
  }
}

const HASH = 'ab'.repeat(32);
const DECIDED: Record<string, FactValue> = {
  'rs.setup': 'single',
  'rs.old.kind': 'physical',
  'rs.old.version': '24.1.2',
  'rs.recordings.place': 'share, 412 recordings',
  'rs.new.serial': 'RS-B',
  'rs.import.fingerprint': 'AB:CD',
  'rs.ip.assigned': '10.0.0.2',
  'rs.backup.sha256': HASH,
  'rs.restore.sha256': HASH,
  'rs.restore.caseNumber': '4717',
  'rs.reset.page': 'RS-A',
  'rs.reset.plate': 'RS-A',
  'rs.reset.first': 'Ms Berg',
  'rs.reset.second': 'Mr Kern',
  'rs.return.label': 'here',
  'rs.return.tracking': '1Z 999',
  'rs.vm.id': 'rs-old, vm-81',
  'rs.vm.approvedBy': 'Ms Berg',
};

/** A run of a procedure about an old and a new appliance, or about the old one alone. */
export function replaced(library: Library, procedure: string, options: ReplacementOptions = {}) {
  const roles = ['old', 'new', 'appliance'];
  const bindings: Binding[] = roles.map((role) => ({ ...(PAIR[role === 'new' ? 1 : 0] as Binding), role }));
  return walked(library, procedure, new ReplacementWorld(options), bindings);
}
