/** Rules that hold without any run: who may start one. */
import type { Verdict } from '../../preload/contract.ts';
import { sameSerial } from './engine/serial.ts';
import type { RunState } from './engine/state.ts';
import type { Binding } from './events.ts';

/**
 * One run per device (I-GEN-006). The partner of a device is protected as well, because a run binds both nodes of a pair.
 * Returns one verdict for each open run that already binds one of the devices, by its id, its serial, its BMC or its iDRAC; empty
 * when the new run may start. A run that was handed over while it was open is open, elsewhere.
 */
export function conflict(runs: readonly RunState[], bindings: readonly Binding[], siteId: string): Verdict[] {
  return runs
    .filter(({ status, handOver }) => status === 'open' || (status === 'handed-over' && handOver?.before === 'open'))
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
  const to = run.status === 'handed-over' ? run.handOver?.to || '?' : null;
  const bound =
    to === null
      ? { en: 'is bound by an open run', de: 'ist an einen offenen Lauf gebunden' }
      : {
          en: `is bound by a run that was handed over to ${to}`,
          de: `ist an einen Lauf gebunden, der an ${to} übergeben wurde`,
        };
  return {
    rule: 'I-GEN-006',
    severity: 'hard',
    title: { en: 'One run per device', de: 'Ein Lauf je Gerät' },
    reason: {
      en: `${deviceName} ${bound.en}. Two runs would give contradicting orders to one device or its partner.`,
      de: `${deviceName} ${bound.de}. Zwei Läufe gäben einem Gerät oder seinem Partner widersprüchliche Anweisungen.`,
    },
    lift:
      to === null
        ? {
            en: 'Finish or abort the open run, or choose another device.',
            de: 'Den offenen Lauf beenden oder abbrechen oder ein anderes Gerät wählen.',
          }
        : {
            en: 'Take the run over when it comes back; or, if nobody has taken it over, take your own file over and abort the run.',
            de: 'Den Lauf übernehmen, wenn er zurückkommt; oder, wenn ihn niemand übernommen hat, die eigene Datei übernehmen und den Lauf abbrechen.',
          },
    source: { document: 'tool' },
    runId: run.runId,
    blocks: ['run.start'],
    unmet: [`${deviceName}: run ${run.runId} (${run.procedure})`],
  };
}
