import type { TripView } from '../../../preload/contract.ts';
import { duration } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon, type IconName } from '../parts/Icon.tsx';
import { useNow } from '../useNow.ts';
import { type DeedName, deedOf, waitLeft } from './deed.ts';
import type { Ask } from './sheets.tsx';
import { useTripName } from './useTripName.ts';

export const deedIcons: Record<DeedName, IconName> = {
  clock: 'clock',
  versions: 'pencil',
  key: 'key',
  request: 'up',
  import: 'down',
  install: 'play',
  backup: 'copy',
  'client-wait': 'clock',
  wait: 'clock',
  close: 'check',
  over: 'plus',
  submit: 'key',
  list: 'procedures',
  intake: 'down',
  second: 'copy',
  window: 'clock',
  seal: 'lock',
  reserve: 'lock',
  hop: 'hand',
};

/** What the next stations still wait for, each with its reason. */
function Waiting({ trip }: { trip: TripView }) {
  const t = useT();
  const text = useText();
  const waiting = trip.next.filter(({ allowed }) => !allowed);
  if (waiting.length === 0) return null;
  return (
    <ul className="stack tight waiting">
      {waiting.map(({ to, why }) => (
        <li key={to} className="row">
          <span className="tone-warn">
            <Icon name="lock" />
          </span>
          <span>
            <b>{t('trips.notYet', { state: t(`trips.state.${to}`) })}</b> {why && text(why)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Countdown({ trip }: { trip: TripView }) {
  const t = useT();
  const left = waitLeft(trip, useNow(trip.state === 'client-wait'));
  if (left === null) return null;
  return (
    <p className="countdown" role="timer">
      <b className="mono">{duration(Math.ceil(left / 1000))}</b> {t('trips.clientsLeft')}
    </p>
  );
}

/** The one thing to do now, large, with the button that begins it, and why the next stations have to wait. */
export function NowCard({ trip, ask }: { trip: TripView; ask: Ask }) {
  const t = useT();
  const deed = deedOf(trip);
  const subject = { name: deed.name ?? '', device: useTripName()(trip) };
  return (
    <section className="panel trip-now stack tight" aria-labelledby="trip-now">
      <p className="eyebrow">{t('keys.next.now')}</p>
      <h2 id="trip-now">{t(`trips.deed.${deed.do}.title`, subject)}</h2>
      <p>{t(`trips.deed.${deed.do}.text`)}</p>
      <Countdown trip={trip} />
      <div className="row">
        {deed.do !== 'wait' && (
          <Button big tone="primary" icon={deedIcons[deed.do]} onPress={() => ask({ sheet: deed.do, name: deed.name })}>
            {t(`trips.deed.${deed.do}.button`)}
          </Button>
        )}
        {deed.others.map((other) => (
          <Button key={other} big icon={deedIcons[other]} onPress={() => ask({ sheet: other, name: null })}>
            {t(`trips.deed.${other}.button`)}
          </Button>
        ))}
      </div>
      <Waiting trip={trip} />
    </section>
  );
}
