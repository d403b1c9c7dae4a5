import type { Device, DeviceStatus } from '../../../preload/contract.ts';
import { clock, unitRange } from '../format.ts';
import { useT, useText } from '../i18n.ts';

export type HealthState = 'ok' | 'non-critical' | 'critical' | 'non-recoverable' | 'unread';

/** The words of the picture. Each sentence is a whole translated one; parts are joined only by commas. */
export function useRackWords() {
  const t = useT();
  const text = useText();
  const power = (s: DeviceStatus | null) => (s?.power.value ? t(`power.state.${s.power.value}`) : t('power.notRead'));
  // An iDRAC is read when its page asks for it, not all the time: then the state is as old as this says.
  const age = (device: Device, s: DeviceStatus | null) =>
    device.bmc || !s?.power.at ? null : t('reading.at', { time: clock(s.power.at) });
  const web = (s: DeviceStatus | null) => (s?.web.value ? t(`web.state.${s.web.value}`) : t('web.notRead'));
  const health = (s: DeviceStatus | null): HealthState => s?.health.value?.worst ?? 'unread';
  const marks: Record<HealthState, string> = {
    ok: t('health.mark.ok'),
    'non-critical': t('health.mark.non-critical'),
    critical: t('health.mark.critical'),
    'non-recoverable': t('health.mark.non-recoverable'),
    unread: t('health.mark.unread'),
  };
  return {
    health,
    healthWord: (s: DeviceStatus | null) => marks[health(s)],
    power,
    age,
    web,
    unbound: t('device.serialUnbound'),
    sentence(device: Device, status: DeviceStatus | null): string {
      const parts = [
        device.name,
        t('device.units', unitRange(device)),
        [power(status), age(device, status)].filter(Boolean).join(' '),
        ...(device.bmc ? [t(`health.sentence.${health(status)}`)] : []),
        ...(device.web ? [web(status)] : []),
        ...(status?.role ? [t('rack.role', { role: status.role })] : []),
        ...(status?.locks ?? []).map((l) => t('rack.lock', { title: text(l.title), rule: l.rule })),
      ];
      return parts.join(', ');
    },
  };
}
