import { useT } from '../i18n.ts';

/** The identity of a device, large enough to compare with the label on the chassis. */
export function Plate(props: {
  name: string;
  serial: string | null;
  bmc: string | null;
  idrac?: string | null;
  role?: string | null;
}) {
  const t = useT();
  return (
    <dl className="plate">
      <div>
        <dt>{t('plate.device')}</dt>
        <dd>
          <b>{props.name}</b>
          {props.role && <span className="badge">{props.role}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('plate.serial')}</dt>
        <dd className="mono">
          <b>{props.serial ?? t('device.serialUnbound')}</b>
        </dd>
      </div>
      {(props.bmc || !props.idrac) && (
        <div>
          <dt>{t('plate.bmc')}</dt>
          <dd className="mono">{props.bmc ?? t('device.noBmc')}</dd>
        </div>
      )}
      {props.idrac && (
        <div>
          <dt>{t('plate.idrac')}</dt>
          <dd className="mono">{props.idrac}</dd>
        </div>
      )}
    </dl>
  );
}
