import type { ReactNode } from 'react';
import type { Device, Failure, IdracView, Reading, Site } from '../../../preload/contract.ts';
import { PanelHead, Read } from '../device/Panel.tsx';
import { useIdrac } from './reading.ts';
import './idrac.css';

/** One part of what the iDRAC told: its head, and the value or why there is none. */
export function IdracPart<V>(props: {
  site: Site;
  device: Device;
  pick: (view: IdracView) => Reading<V>;
  head?: (value: V | null) => ReactNode;
  note?: ReactNode;
  children: (value: V, view: IdracView) => ReactNode;
}) {
  const { answer, again } = useIdrac(props.site, props.device);
  const view = answer?.view ?? null;
  const reading = view && props.pick(view);
  const failure: Failure | null = answer?.failure ?? null;
  return (
    <div className="stack">
      <PanelHead at={reading?.at ?? null} busy={answer?.busy ?? true} onRead={() => void again()}>
        {props.head?.(reading?.value ?? null)}
      </PanelHead>
      {props.note}
      <Read reading={reading} failure={failure} busy={answer?.busy ?? true}>
        {(value) => view && props.children(value, view)}
      </Read>
    </div>
  );
}
