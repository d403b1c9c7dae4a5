import type { Device, DeviceStatus } from '../../../preload/contract.ts';
import { unitRange } from '../format.ts';
import { useT, useText } from '../i18n.ts';

/** The words of the picture. Each sentence is a whole translated one; parts are joined only by commas. */
export function useRackWords() {
  const t = useT();
  const text = useText();
  const power = (s: DeviceStatus | null) => (s?.power.value ? t(`power.state.${s.power.value}`) : t('power.notRead'));
  const web = (s: DeviceStatus | null) => (s?.web.value ? t(`web.state.${s.web.value}`) : t('web.notRead'));
  return {
    power,
    web,
    unbound: t('device.serialUnbound'),
    sentence(device: Device, status: DeviceStatus | null): string {
      const parts = [
        device.name,
        t('device.units', unitRange(device)),
        power(status),
        web(status),
        ...(status?.role ? [t('rack.role', { role: status.role })] : []),
        ...(status?.locks ?? []).map((l) => t('rack.lock', { title: text(l.title), rule: l.rule })),
      ];
      return parts.join(', ');
    },
  };
}
