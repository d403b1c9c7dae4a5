import { useState } from 'react';
import type { BootDevice, BootOptionsView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Choices, Pick } from '../parts/Field.tsx';
import { OrderButton, type Orders } from './orders.tsx';

const devices: BootDevice[] = ['none', 'pxe', 'disk', 'cd', 'floppy', 'bios-setup', 'diagnostic', 'safe-mode'];

/** What the machine boots from next, as read, and a form for something else. */
export function BootForm({ boot, orders }: { boot: BootOptionsView; orders: Orders }) {
  const t = useT();
  const [device, setDevice] = useState<BootDevice>('bios-setup');
  const [persistent, setPersistent] = useState(false);
  const [firmware, setFirmware] = useState<'legacy' | 'uefi'>(boot.firmware);
  const say = (b: Omit<BootOptionsView, 'valid'>) =>
    t('setup.bootLine', {
      device: t(`setup.bootDevice.${b.device}`),
      when: t(b.persistent ? 'setup.always' : 'setup.once'),
      firmware: t(`setup.firmware.${b.firmware}`),
    });
  return (
    <div className="stack tight">
      <p>
        <b>{boot.valid ? say(boot) : t('setup.bootNotSet')}</b>
      </p>
      <Pick
        label={t('setup.bootFrom')}
        value={device}
        options={devices.map((d) => ({ value: d, label: t(`setup.bootDevice.${d}`) }))}
        onChange={(v) => setDevice(devices.find((d) => d === v) ?? 'none')}
      />
      <Choices
        label={t('setup.when')}
        value={persistent ? 'always' : 'once'}
        options={[
          { value: 'once', label: t('setup.once') },
          { value: 'always', label: t('setup.always') },
        ]}
        onChange={(v) => setPersistent(v === 'always')}
      />
      <Choices
        label={t('setup.firmwareType')}
        value={firmware}
        options={[
          { value: 'uefi', label: t('setup.firmware.uefi') },
          { value: 'legacy', label: t('setup.firmware.legacy') },
        ]}
        onChange={(v) => setFirmware(v === 'legacy' ? 'legacy' : 'uefi')}
      />
      <OrderButton
        orders={orders}
        action="boot.set"
        label={t('setup.bootSet')}
        order={{ action: 'boot.set', device, persistent, firmware }}
        ask={<p className="note">{say({ device, persistent, firmware })}</p>}
      />
    </div>
  );
}
