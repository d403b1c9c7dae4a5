import type { SensorView } from '../../../preload/contract.ts';
import { number, useLanguage, useT, useWord } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { useAsked } from './asked.ts';
import { PanelHead, type PanelProps, Read } from './Panel.tsx';
import { StateMark } from './StateMark.tsx';
import { entityWord, groupsOf, troublesOf } from './sensors.ts';
import { ThresholdBar } from './ThresholdBar.tsx';

function SensorRow({ sensor }: { sensor: SensorView }) {
  const t = useT();
  const word = useWord();
  const language = useLanguage();
  return (
    <tr>
      <th scope="row">
        {sensor.name || t('health.unnamed', { number: sensor.number })}
        <span className="small muted entity">{entityWord(sensor.entity, word)}</span>
      </th>
      <td className="value">
        {sensor.value === null ? (
          <span className="muted">{sensor.state === 'absent' ? t('health.noReading') : '–'}</span>
        ) : (
          `${number(sensor.value, language)} ${sensor.unit}`
        )}
      </td>
      <td>
        <ThresholdBar sensor={sensor} />
      </td>
      <td>
        <StateMark state={sensor.state} />
        {sensor.words.map((w) => (
          <span key={w.id} className="small word">
            {word(`health.word.${w.id}`, w.text)}
          </span>
        ))}
      </td>
    </tr>
  );
}

function SensorTable({ sensors, label }: { sensors: SensorView[]; label: string }) {
  const t = useT();
  return (
    <div className="scroll-x">
      <table className="sensors" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('health.sensor')}</th>
            <th scope="col">{t('health.value')}</th>
            <th scope="col">{t('health.thresholds')}</th>
            <th scope="col">{t('health.stateHead')}</th>
          </tr>
        </thead>
        <tbody>
          {sensors.map((s) => (
            <SensorRow key={`${s.number} ${s.entity} ${s.name}`} sensor={s} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Sensors({ sensors }: { sensors: SensorView[] }) {
  const t = useT();
  const word = useWord();
  const troubles = troublesOf(sensors);
  const silent = sensors.filter((s) => s.state === 'absent' || s.state === 'unknown').length;
  return (
    <div className="stack">
      {troubles.length > 0 ? (
        <section className="panel trouble stack tight" aria-labelledby="troubles">
          <h2 id="troubles">{t('health.troubles', { count: troubles.length })}</h2>
          <SensorTable sensors={troubles} label={t('health.troubles', { count: troubles.length })} />
        </section>
      ) : (
        <p className="note">
          <Icon name={sensors.length > silent ? 'check' : 'unread'} />
          <span>{sensors.length > silent ? t('health.calm') : t('health.nothing')}</span>
        </p>
      )}
      {silent > 0 && <p className="muted">{t('health.silent', { count: silent })}</p>}
      {groupsOf(sensors).map(({ type, sensors: group }) => {
        const name = word(`health.type.${type}`, type);
        return (
          <section key={type} className="stack tight" aria-label={name}>
            <h2>
              {name} <span className="muted count">{group.length}</span>
            </h2>
            <SensorTable sensors={group} label={name} />
          </section>
        );
      })}
    </div>
  );
}

export function HealthPanel({ site, device }: PanelProps) {
  const { answer, failure, busy, again } = useAsked('bmc.sensors', site.id, device.id);
  return (
    <div className="stack">
      <PanelHead at={answer?.at ?? null} busy={busy} onRead={() => void again()} />
      <Read reading={answer} failure={failure} busy={busy}>
        {(sensors) => <Sensors sensors={sensors} />}
      </Read>
    </div>
  );
}
