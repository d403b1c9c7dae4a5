import { useCallback, useEffect } from 'react';
import type { Device, DeviceStatus, Failure, IdracView, Reading, Site } from '../../../preload/contract.ts';
import { send, useStore } from '../store.ts';

/** What the iDRAC of a device told last. A failed answer takes the former one away: it is old. */
export interface IdracAnswer {
  /** Where it was asked: another address makes the answer another device's. */
  address: string;
  view: IdracView | null;
  failure: Failure | null;
  busy: boolean;
  turn: number;
}
let turns = 0;

function take(deviceId: string, siteId: string, answer: IdracAnswer): void {
  useStore.setState((s) => {
    const newer = (s.idracs[deviceId]?.turn ?? 0) > answer.turn;
    return s.siteId !== siteId || newer ? {} : { idracs: { ...s.idracs, [deviceId]: answer } };
  });
}

/** Asks for everything at once: an iDRAC logs in slowly and has few sessions, so all tabs share one answer. */
export async function readIdrac(siteId: string, device: Device): Promise<void> {
  if (!device.idrac) return;
  turns += 1;
  const [turn, { address }] = [turns, device.idrac];
  const former = useStore.getState().idracs[device.id];
  const view = former?.address === address ? former.view : null;
  take(device.id, siteId, { address, view, failure: null, busy: true, turn });
  const result = await send('idrac.view', siteId, device.id);
  const answer = result.ok ? { view: result.value, failure: null } : { view: null, failure: result.error };
  take(device.id, siteId, { address, ...answer, busy: false, turn });
}

/** The shared answer; asked for when there is none yet. */
export function useIdrac(site: Site, device: Device): { answer: IdracAnswer | null; again: () => Promise<void> } {
  const answer = useStore((s) => s.idracs[device.id] ?? null);
  const again = useCallback(() => readIdrac(site.id, device), [site.id, device]);
  const missing = !!device.idrac && answer?.address !== device.idrac.address;
  useEffect(() => {
    if (missing) void again();
  }, [missing, again]);
  return { answer, again };
}

/** `null` parts stay unread: a part of an answer, with the time and the reason of the whole. */
const part = <W, V>(reading: Reading<W>, pick: (value: W) => V | null): Reading<V> => ({
  ...reading,
  value: reading.value === null ? null : pick(reading.value),
});

/** Status of a device without BMC: what its iDRAC told, with the time when that was. */
export function withIdrac(device: Device, status: DeviceStatus, answer: IdracAnswer | undefined): DeviceStatus {
  if (device.bmc || !device.idrac || !answer) return status;
  const unread = { value: null, at: null, error: answer.failure };
  const { info } = answer.view ?? {};
  return {
    ...status,
    power: info ? part(info, (i) => i.power) : unread,
    serial: info ? part(info, (i) => i.serviceTag) : unread,
  };
}

/** A device's status with what was read of its iDRAC. */
export function useStatus(device: Device): DeviceStatus | null {
  const status = useStore((s) => s.rack?.devices.find((d) => d.deviceId === device.id) ?? null);
  const answer = useStore((s) => s.idracs[device.id]);
  return status && withIdrac(device, status, answer);
}
