import type { ActionResult, Device, Failure, IdracOrder, Site, UpdateProgress } from '../../../preload/contract.ts';
import { readRack, send, useStore } from '../store.ts';
import { readIdrac } from './reading.ts';

/** What the order is about, where it is a package. */
export interface Cargo {
  name: string;
  version: string;
  components: number[];
  rebootRequired: boolean | null;
}
interface Sample {
  sent: number;
  size: number;
  /** Milliseconds of this computer's clock. */
  at: number;
}
/** A change that takes minutes to an hour. It goes on while other screens are looked at, and its outcome waits here. */
export interface Errand {
  order: IdracOrder;
  cargo: Cargo | null;
  since: string;
  first: Sample | null;
  last: Sample | null;
  result: ActionResult | null;
  failure: Failure | null;
}

export const keyOf = (siteId: string, deviceId: string): string => `${siteId}/${deviceId}`;
export const isRunning = (errand: Errand | null | undefined): boolean =>
  !!errand && errand.result === null && errand.failure === null;

/** Nobody waits at a closed sheet for these. */
export const takesLong = ({ action }: { action: string }): boolean =>
  action === 'firmware.update' || action === 'idrac.reset';

/** `preparing`: the package is read and the server identified once more; then the upload; then it is out of our hands. */
export type Phase = 'preparing' | 'uploading' | 'installing';
export function phaseOf({ last }: Pick<Errand, 'last'>): Phase {
  if (last === null) return 'preparing';
  return last.sent < last.size ? 'uploading' : 'installing';
}

/** Bytes per second since the first portion, and the seconds that remain at that rate; null before two portions. */
export function paceOf({ first, last }: Pick<Errand, 'first' | 'last'>): { rate: number; remaining: number } | null {
  if (first === null || last === null || last.at <= first.at || last.sent <= first.sent) return null;
  const rate = ((last.sent - first.sent) * 1000) / (last.at - first.at);
  return { rate, remaining: (last.size - last.sent) / rate };
}

function change(key: string, part: (errand: Errand) => Partial<Errand>): void {
  useStore.setState((s) => {
    const errand = s.errands[key];
    return errand ? { errands: { ...s.errands, [key]: { ...errand, ...part(errand) } } } : {};
  });
}

/** A portion of an upload; of another window's upload nothing is known but this, so it is not shown. */
export function takeProgress({ siteId, deviceId, sent, size }: UpdateProgress, now: number): void {
  const sample = { sent, size, at: now };
  change(keyOf(siteId, deviceId), (e) => (isRunning(e) ? { first: e.first ?? sample, last: sample } : {}));
}

/** Sends the order and comes back at once. Afterwards everything is read again. */
export function startErrand(site: Site, device: Device, order: IdracOrder, serial: string, cargo: Cargo | null): void {
  const key = keyOf(site.id, device.id);
  const none = { first: null, last: null, result: null, failure: null };
  const errand: Errand = { order, cargo, since: new Date().toISOString(), ...none };
  useStore.setState((s) => ({ errands: { ...s.errands, [key]: errand } }));
  void send('idrac.perform', site.id, device.id, order, serial).then((result) => {
    change(key, () => (result.ok ? { result: result.value } : { failure: result.error }));
    void readRack(site.id);
    void readIdrac(site.id, device);
  });
}

/** Takes an outcome that was seen off the screen; what is still going on stays. */
export function dismissErrand(siteId: string, deviceId: string): void {
  const key = keyOf(siteId, deviceId);
  useStore.setState((s) => {
    if (isRunning(s.errands[key])) return {};
    const { [key]: _, ...errands } = s.errands;
    return { errands };
  });
}

export const useErrand = (site: Site, device: Device): Errand | null =>
  useStore((s) => s.errands[keyOf(site.id, device.id)] ?? null);
