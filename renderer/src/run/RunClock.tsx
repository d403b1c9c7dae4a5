import { duration } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { routeTo } from '../route.ts';
import { useStore } from '../store.ts';
import { useNow } from '../useNow.ts';
import { sinceT0 } from './gauge.ts';

/** The open run and its time since T0, on every screen. */
export function RunClock() {
  const t = useT();
  const text = useText();
  const run = useStore((s) => s.run);
  const scale = useStore((s) => s.sites.find((x) => x.id === s.run?.view.siteId)?.practice?.scale ?? 1);
  const now = useNow(run?.view.status === 'open');
  if (run?.view.status !== 'open') return null;
  const seconds = sinceT0(run.view, run.receivedAt, now, scale);
  return (
    <a className="run-clock" href={routeTo('run', run.view.id)}>
      <Icon name="clock" />
      <span className="run-clock-title">{text(run.view.title)}</span>
      {seconds !== null && <b>{t('run.t0', { time: duration(seconds) })}</b>}
    </a>
  );
}
