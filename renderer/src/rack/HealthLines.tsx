import type { Device, DeviceStatus, HealthSummary } from '../../../preload/contract.ts';
import { StateMark } from '../device/StateMark.tsx';
import { clock, duration } from '../format.ts';
import { failureText, number, useLanguage, useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { hottest, type Point, pathOf, rangeOf } from './trend.ts';

const [width, height] = [120, 28];

/** The course of the hottest sensor while the rack is watched; its name says the range, its dot is the last reading. */
function Sparkline({ points }: { points: readonly Point[] }) {
  const t = useT();
  const language = useLanguage();
  const range = rangeOf(points);
  if (range === null) return null;
  const name = t(range.least === range.most ? 'health.trendCalm' : 'health.trend', {
    least: number(range.least, language),
    most: number(range.most, language),
    time: duration(range.seconds),
  });
  return (
    <figure className="sparkline">
      <svg viewBox={`-3 -3 ${width + 6} ${height + 6}`} role="img" aria-label={`${t('health.trendText')}: ${name}`}>
        <path d={pathOf(points, width, height)} />
      </svg>
      <figcaption className="small muted" aria-hidden="true">
        {name}
      </figcaption>
    </figure>
  );
}

function Summary({ health, points }: { health: HealthSummary; points: readonly Point[] }) {
  const t = useT();
  const language = useLanguage();
  const top = hottest(health);
  const { fans, powerSupplies: supplies, intrusion } = health;
  const none = <span className="muted">{t('health.noSensor')}</span>;
  const failed = (of: { total: number; failed: number }) => (
    <b className="tone-bad">
      <Icon name="warn" /> {t('health.someFailed', { failed: of.failed, total: of.total })}
    </b>
  );
  return (
    <dl className="facts">
      <dt>{t('health.hottest')}</dt>
      <dd>
        {top ? t('health.hottestAt', { name: top.name, value: number(top.celsius, language) }) : none}
        <Sparkline points={points} />
      </dd>
      <dt>{t('health.fans')}</dt>
      <dd>
        {fans === null
          ? none
          : fans.failed > 0
            ? failed(fans)
            : fans.slowest === null
              ? t('health.fansNoSpeed', { count: fans.total })
              : t('health.fansOk', { count: fans.total, rpm: number(fans.slowest, language) })}
      </dd>
      <dt>{t('health.supplies')}</dt>
      <dd>
        {supplies === null
          ? none
          : supplies.failed > 0
            ? failed(supplies)
            : t('health.suppliesOk', { count: supplies.total })}
      </dd>
      <dt>{t('health.intrusion')}</dt>
      <dd>
        {intrusion === null ? (
          none
        ) : intrusion ? (
          <b className="tone-bad">
            <Icon name="warn" /> {t('health.opened')}
          </b>
        ) : (
          t('health.closed')
        )}
      </dd>
    </dl>
  );
}

/** Health of a device as its card shows it: the worst state, what is wrong, and the four things one looks for. */
export function HealthLines({ device, status }: { device: Device; status: DeviceStatus }) {
  const t = useT();
  const language = useLanguage();
  const points = useStore((s) => s.trends[device.id]) ?? [];
  const { value, at, error } = status.health;
  return (
    <section className="health-lines" aria-label={t('health.link', { name: device.name })}>
      <div className="row">
        <h3>{t('health.title')}</h3>
        {value ? (
          <StateMark state={value.worst} />
        ) : (
          <span className="tone-mute state-mark">
            <Icon name="unread" />
            {t('reading.notRead')}
          </span>
        )}
        <span className="small muted">
          {value && at
            ? t('reading.at', { time: clock(at) })
            : error
              ? failureText(error, language).message
              : t('reading.notYet')}
        </span>
        <a href={routeTo('device', device.id, 'health')}>{t('health.link', { name: device.name })}</a>
      </div>
      {value && value.troubles.length > 0 && (
        <ul>
          {value.troubles.slice(0, 4).map((x) => (
            <li key={`${x.name} ${x.text}`} className={x.state === 'non-critical' ? 'tone-warn' : 'tone-bad'}>
              <Icon name="warn" /> <b>{x.name}</b> {x.text}
            </li>
          ))}
        </ul>
      )}
      {value && <Summary health={value} points={points} />}
    </section>
  );
}
