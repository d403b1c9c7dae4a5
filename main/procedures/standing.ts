/** Rules that hold without any run: who may start one. */
import type { Verdict } from '../../preload/contract.ts';
import { sameSerial } from './engine/serial.ts';
import type { RunState } from './engine/state.ts';
import type { Binding } from './events.ts';

/**
 * One run per device (I-GEN-006). The partner of a device is protected as well, because a run binds both nodes of a pair.
 * Returns one verdict for each open run that already binds one of the devices, by its id, its serial, its BMC or its iDRAC; empty
 * when the new run may start.
 */
export function conflict(openRuns: readonly RunState[], bindings: readonly Binding[], siteId: string): Verdict[] {
  return openRuns
    .filter((run) => run.status === 'open')
    .flatMap((run) => {
      const shared = run.bindings.find((ours) =>
        bindings.some((theirs) => sameDevice(ours, theirs, run.siteId === siteId)),
      );
      return shared ? [verdict(run, shared)] : [];
    });
}

/** Device ids are unique within a site only; serials and addresses everywhere. */
export function sameDevice(a: Binding, b: Binding, sameSite = true): boolean {
  return (
    (sameSite && a.deviceId === b.deviceId) ||
    sameSerial(a.serial, b.serial) ||
    (a.bmc !== null && a.bmc === b.bmc) ||
    (Boolean(a.idrac) && a.idrac === b.idrac)
  );
}

function verdict(run: RunState, { deviceName }: Binding): Verdict {
  return {
    rule: 'I-GEN-006',
    severity: 'hard',
    title: { en: 'One run per device', de: 'Ein Lauf je Gerät' },
    reason: {
      en: `${deviceName} is bound by an open run. Two runs would give contradicting orders to one device or its partner.`,
      de: `${deviceName} ist an einen offenen Lauf gebunden. Zwei Läufe gäben einem Gerät oder seinem Partner widersprüchliche Anweisungen.`,
    },
    lift: {
      en: 'Finish or abort the open run, or choose another device.',
      de: 'Den offenen Lauf beenden oder abbrechen oder ein anderes Gerät wählen.',
    },
    source: { document: 'tool' },
    runId: run.runId,
    blocks: ['run.start'],
    unmet: [`${deviceName}: run ${run.runId} (${run.procedure})`],
  };
}
