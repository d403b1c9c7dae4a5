import type { IdracFirmware } from '../../../preload/contract.ts';
import { useOrders } from '../device/orders.tsx';
import type { PanelProps } from '../device/Panel.tsx';
import { useT } from '../i18n.ts';
import { IdracPart } from './IdracHead.tsx';
import { useIdrac } from './reading.ts';
import { UpdateWizard } from './UpdateWizard.tsx';

function Installed({ firmware }: { firmware: IdracFirmware[] }) {
  const t = useT();
  if (firmware.length === 0) return <p className="empty">{t('idrac.fw.none')}</p>;
  return (
    <div className="scroll-x">
      <table aria-label={t('idrac.fw.installed')}>
        <thead>
          <tr>
            <th scope="col">{t('idrac.fw.component')}</th>
            <th scope="col">{t('idrac.fw.version')}</th>
            <th scope="col">{t('idrac.fw.componentId')}</th>
          </tr>
        </thead>
        <tbody>
          {firmware.map((f, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two cards of one kind differ in nothing but their place
            <tr key={i}>
              <th scope="row">{f.name}</th>
              <td className="mono">{f.version}</td>
              <td className="mono">{f.componentId ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is installed, and the way to something newer. */
export function FirmwarePanel({ site, device }: PanelProps) {
  const t = useT();
  const { again } = useIdrac(site, device);
  const orders = useOrders(site, device, () => void again(), 'idrac');
  return (
    <div className="stack">
      <UpdateWizard orders={orders} />
      <section className="stack tight" aria-label={t('idrac.fw.installed')}>
        <h2>{t('idrac.fw.installed')}</h2>
        <IdracPart site={site} device={device} pick={(view) => view.firmware}>
          {(firmware) => <Installed firmware={firmware} />}
        </IdracPart>
      </section>
    </div>
  );
}
