import type { DueView } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { download } from '../parts/transfer.ts';
import { routeTo } from '../route.ts';
import { call, useParts } from '../store.ts';
import './due.css';

/** What an instant means, in words. */
export function DueWords({ due }: { due: DueView }) {
  const t = useT();
  const text = useText();
  return (
    <>
      {due.device && <b>{due.device}: </b>}
      {text(due.step)}: {t(`due.what.${due.what}`, { text: due.text ? text(due.text) : '' })}
    </>
  );
}

/** A host whose clock stands before a run's last entry can tell no time. */
export function ClockNote({ dues }: { dues: readonly DueView[] }) {
  const t = useT();
  const behind = Math.max(0, ...dues.map(({ clockBehind }) => clockBehind ?? 0));
  if (behind === 0) return null;
  return (
    <p className="note bad">
      <Icon name="warn" />
      <span>{t('due.clockBehind', { count: Math.ceil(behind / 60_000) })}</span>
    </p>
  );
}

/** What all open runs wait for by the clock, the earliest first. Nothing is drawn where none of them does. */
export function DueList() {
  const t = useT();
  const text = useText();
  const { dues, sites } = useParts('dues', 'sites');
  if (dues.length === 0) return null;
  const save = async () => {
    const file = await call('runs.calendar');
    if (file) download(file.filename, file.ics, 'text/calendar');
  };
  return (
    <section className="panel stack tight" aria-labelledby="due-list">
      <div className="row spread">
        <h2 id="due-list">{t('due.title')}</h2>
        <Button small icon="down" onPress={() => void save()}>
          {t('due.calendar')}
        </Button>
      </div>
      <ClockNote dues={dues} />
      <ul className="due-list">
        {dues.map((due) => (
          <li key={`${due.runId} ${due.path} ${due.what}`} className="row">
            <span className={`due-at${due.due ? ' tone-warn' : ''}`}>
              <Icon name="clock" />
              <time dateTime={due.at}>{stamp(due.at)}</time>
              {due.due && <b>{t('due.now')}</b>}
            </span>
            <span>
              <DueWords due={due} />
              <span className="under small muted">
                <a href={routeTo('run', due.runId)}>{text(due.title)}</a>
                {' · '}
                {sites.find(({ id }) => id === due.siteId)?.name ?? due.siteId}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
