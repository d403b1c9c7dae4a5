import type { Device, ProcedureSummary } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { IconButton } from '../parts/Button.tsx';
import { Pick, Tick } from '../parts/Field.tsx';
import { movedUp } from './bindings.ts';

/** Who plays a role: one device, or those of a list, which take their turns in the order shown. */
export function RolePick(props: {
  role: ProcedureSummary['roles'][number];
  devices: readonly Device[];
  chosen: string[];
  /** The other role that a device plays already, by its id: nobody plays two. */
  taken: Readonly<Record<string, string>>;
  onChange: (ids: string[]) => void;
}) {
  const t = useT();
  const text = useText();
  const { role, devices, chosen, taken, onChange } = props;
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
  const listed = chosen.flatMap((id) => devices.find((d) => d.id === id) ?? []);
  return (
    <fieldset className="field">
      <legend className="label">
        {role.optional ? t('app.optional', { label: text(role.label) }) : text(role.label)}
      </legend>
      {devices.map((d) => {
        const elsewhere = taken[d.id];
        if (elsewhere !== undefined && !chosen.includes(d.id)) {
          return (
            <p key={d.id} className="muted">
              {nameOf(d)}: {t('run.plays', { role: elsewhere })}
            </p>
          );
        }
        return (
          <Tick
            key={d.id}
            isSelected={chosen.includes(d.id)}
            onChange={(on) => onChange(on ? [...chosen, d.id] : chosen.filter((id) => id !== d.id))}
          >
            {nameOf(d)}
          </Tick>
        );
      })}
      {listed.length > 1 && (
        <ol className="turns" aria-label={t('run.order')}>
          {listed.map((d, i) => (
            <li key={d.id}>
              <span>
                <b>{t('run.turn', { turn: i + 1, of: listed.length })}</b> {d.name}
              </span>
              {i > 0 && (
                <IconButton
                  icon="previous"
                  label={t('run.earlier', { name: d.name })}
                  onPress={() => onChange(movedUp(chosen, d.id))}
                />
              )}
            </li>
          ))}
        </ol>
      )}
      <span className="hint">{t('run.listHint')}</span>
    </fieldset>
  );
}
