import { type ReactNode, useState } from 'react';
import type { ActionResult, BmcOrder, Device, IdracOrder, Result, Site, Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { type Cargo, isRunning, startErrand, takesLong, useErrand } from '../idrac/errand.ts';
import { type Lock, lockFrom } from '../locks.ts';
import { ConfirmSheet } from '../parts/ConfirmSheet.tsx';
import { GatedButton } from '../parts/GatedButton.tsx';
import type { IconName } from '../parts/Icon.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { WhySheet } from '../parts/WhySheet.tsx';
import { send, useParts, useStore } from '../store.ts';
import { useAsked } from './asked.ts';

type Order = BmcOrder | IdracOrder;
const isIdrac = (order: Order): order is IdracOrder =>
  order.action === 'firmware.update' || order.action.startsWith('idrac.');

/**
 * What the gate says about the changes of one device, and the last one's outcome. It is asked again whenever the picture
 * of the rack, the run or a change under way moves; a failed answer locks everything.
 */
export function useOrders(site: Site, device: Device, onDone: () => void, by: 'bmc' | 'idrac' = 'bmc') {
  const rack = useStore((s) => s.rack);
  const { run, runSeq } = useParts('run', 'runSeq');
  const errand = useErrand(site, device);
  const [result, setResult] = useState<ActionResult | null>(null);
  const old = [rack, run, runSeq, errand?.result, errand?.failure];
  const { answer, again: check } = useAsked(`${by}.check`, site.id, device.id, old);
  const checks: Partial<Record<Order['action'], Verdict[]>> | null = answer;
  const take = (outcome: ActionResult) => {
    setResult(outcome);
    void check();
    onDone();
  };
  const note = result && <OutcomeNote result={result} onReadAgain={onDone} />;
  return { site, device, checks, busy: isRunning(errand), take, note };
}
export type Orders = ReturnType<typeof useOrders>;

/** A change as a gated button with its sheet. `order` is null while it is not complete; then `ask` holds what is missing. */
export function OrderButton(props: {
  orders: Orders;
  action: Order['action'];
  order: Order | null;
  label?: string;
  icon?: IconName;
  /** Fields on the sheet, and what else is to be known. */
  ask?: ReactNode;
  /** Of a package: what it brings. */
  cargo?: Cargo;
  /** Before the sheet closes, when the order went out and goes on by itself. */
  onSend?: () => void;
  onClose?: () => void;
}) {
  const { action, order, ask } = props;
  const { site, device, checks, busy, take } = props.orders;
  const t = useT();
  const [open, setOpen] = useState(false);
  const verdicts = checks?.[action] ?? null;
  const lock: Lock = busy ? 'busy' : lockFrom(verdicts);
  const name = t(`action.${action}`);
  const label = props.label ?? name;
  const close = () => {
    setOpen(false);
    props.onClose?.();
  };
  const perform = (serial: string): Promise<Result<ActionResult>> | null => {
    if (order === null)
      return Promise.resolve({ ok: false, error: { code: 'invalid', message: 'The order is not complete.' } });
    if (!isIdrac(order)) return send('bmc.perform', site.id, device.id, order, serial);
    if (!takesLong(order)) return send('idrac.perform', site.id, device.id, order, serial);
    startErrand(site, device, order, serial, props.cargo ?? null);
    props.onSend?.();
    return null;
  };
  return (
    <>
      <GatedButton
        label={label}
        does={t(`does.${action}`, { device: device.name })}
        lock={lock}
        verdicts={verdicts ?? []}
        icon={props.icon ?? 'pencil'}
        onPress={() => setOpen(true)}
      />
      {open && lock !== 'open' && <WhySheet what={label} verdicts={verdicts} lock={lock} onClose={close} />}
      {open && lock === 'open' && (
        <ConfirmSheet
          device={device}
          title={t('power.confirm', { verb: label, name: device.name })}
          does={t(`does.${action}`, { device: device.name })}
          deed={t('order.send', { action: label })}
          complete={order !== null}
          send={perform}
          onResult={take}
          onClose={close}
        >
          {ask}
        </ConfirmSheet>
      )}
    </>
  );
}
