import { type ReactNode, useEffect, useState } from 'react';
import type { ActionResult, BmcOrder, Device, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { lockFrom } from '../locks.ts';
import { ConfirmSheet } from '../parts/ConfirmSheet.tsx';
import { GatedButton } from '../parts/GatedButton.tsx';
import type { IconName } from '../parts/Icon.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { WhySheet } from '../parts/WhySheet.tsx';
import { send, useStore } from '../store.ts';
import { useAsked } from './asked.ts';

/**
 * What the gate says about the changes of one device, and the last one's outcome. It is asked again whenever the picture
 * of the rack or the run changes; a failed answer locks everything.
 */
export function useOrders(site: Site, device: Device, onDone: () => void) {
  const { answer: checks, again: check } = useAsked('bmc.check', site.id, device.id);
  const rack = useStore((s) => s.rack);
  const run = useStore((s) => s.run);
  const [result, setResult] = useState<ActionResult | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rack and run are what makes an answer old
  useEffect(() => void check(), [check, rack, run]);
  const take = (outcome: ActionResult) => {
    setResult(outcome);
    void check();
    onDone();
  };
  return { site, device, checks, result, take, note: result && <OutcomeNote result={result} onReadAgain={onDone} /> };
}
export type Orders = ReturnType<typeof useOrders>;

/** A change as a gated button with its sheet. `order` is null while it is not complete; then `ask` holds what is missing. */
export function OrderButton(props: {
  orders: Orders;
  action: BmcOrder['action'];
  order: BmcOrder | null;
  label?: string;
  icon?: IconName;
  /** Fields on the sheet, and what else is to be known. */
  ask?: ReactNode;
  onClose?: () => void;
}) {
  const { action, order, ask } = props;
  const { site, device, checks, take } = props.orders;
  const t = useT();
  const [open, setOpen] = useState(false);
  const verdicts = checks?.[action] ?? null;
  const lock = lockFrom(verdicts);
  const name = t(`action.${action}`);
  const label = props.label ?? name;
  const close = () => {
    setOpen(false);
    props.onClose?.();
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
      {open && lock !== 'open' && <WhySheet what={label} verdicts={verdicts} onClose={close} />}
      {open && lock === 'open' && (
        <ConfirmSheet
          device={device}
          title={t('power.confirm', { verb: label, name: device.name })}
          does={t(`does.${action}`, { device: device.name })}
          deed={t('order.send', { action: label })}
          complete={order !== null}
          send={(serial) =>
            order === null
              ? Promise.resolve({ ok: false, error: { code: 'invalid', message: 'The order is not complete.' } })
              : send('bmc.perform', site.id, device.id, order, serial)
          }
          onResult={take}
          onClose={close}
        >
          {ask}
        </ConfirmSheet>
      )}
    </>
  );
}
