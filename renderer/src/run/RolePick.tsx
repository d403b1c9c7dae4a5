import type { Device, ProcedureSummary } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Pick, Tick } from '../parts/Field.tsx';

/** Who plays a role: one device, or those of a list, which take their turns in the order they are ticked. */
export function RolePick(props: {
  role: ProcedureSummary['roles'][number];
  devices: readonly Device[];
  chosen: string[];
  onChange: (ids: string[]) => void;
}) {
  const t = useT();
  const text = useText();
  const { role, devices, chosen, onChange } = props;
  const nameOf = (d: Device) => t('run.deviceOption', { name: d.name, serial: d.serial ?? t('device.serialUnbound') });
  if (!role.many) {
    return (
      <Pick
        label={text(role.label)}
        value={chosen[0] ?? ''}
        options={[{ value: '', label: t('app.choose') }, ...devices.map((d) => ({ value: d.id, label: nameOf(d) }))]}
        onChange={(id) => onChange([id])}
      />
    );
  }
  return (
    <fieldset className="field">
      <legend className="label">{text(role.label)}</legend>
      {devices.map((d) => {
        const place = chosen.indexOf(d.id);
        return (
          <Tick
            key={d.id}
            isSelected={place >= 0}
            onChange={(on) => onChange(on ? [...chosen, d.id] : chosen.filter((id) => id !== d.id))}
          >
            {nameOf(d)} {place >= 0 && <b>{t('run.turn', { turn: place + 1, of: chosen.length })}</b>}
          </Tick>
        );
      })}
      <span className="hint">{t('run.listHint')}</span>
    </fieldset>
  );
}
