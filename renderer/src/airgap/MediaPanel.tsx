import { useState } from 'react';
import type { BundleView, DriveView, TripView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { BundleReport } from './BundleReport.tsx';
import { DriveLines, useDrives } from './DrivePick.tsx';
import { MediumLine } from './MediumLine.tsx';
import { useAsk } from './useAsk.ts';
import { useTrips } from './useTrips.ts';
import { WipeSheet } from './WipeSheet.tsx';

/** Media that hold a bundle of some round, and when each was last looked at. */
function KnownMedia({ trips }: { trips: TripView[] }) {
  const t = useT();
  const known = trips.flatMap((trip) => (trip.bundle?.media ?? []).map((medium) => ({ trip, medium })));
  if (known.length === 0) return null;
  return (
    <section className="panel stack tight" aria-labelledby="media-known">
      <h2 id="media-known">{t('trips.media.known')}</h2>
      <ul className="stack tight">
        {known.map(({ trip, medium }) => (
          <li key={`${trip.id} ${medium.id}`}>
            <MediumLine medium={medium} />
            <span className="under small muted">
              {t('trips.media.ofRound', { device: trip.host || trip.serial, round: trip.round })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Ejected = 'gone' | 'busy' | null;

/** One drive that is plugged in, and what can be done with it. */
function DriveItem(props: { drive: DriveView; onReport: (bundle: BundleView) => void; onWipe: () => void }) {
  const { drive, onReport, onWipe } = props;
  const t = useT();
  const text = useText();
  const [ejected, setEjected] = useState<Ejected>(null);
  const { busy, failure, run } = useAsk();
  const place = drive.mount ?? drive.path;
  const verify = async () => {
    const bundle = await run(() => send('media.verify', place));
    if (bundle) onReport(bundle);
  };
  const eject = async () => {
    const answer = await run(() => send('media.eject', drive.path));
    if (answer) setEjected(answer.gone ? 'gone' : 'busy');
  };
  return (
    <li className="offer-row">
      <div>
        <DriveLines drive={drive} />
        {drive.mediumId && (
          <span className="under small">
            {t('trips.media.ours')} <code>{drive.mediumId}</code>
          </span>
        )}
        {drive.unfit && <span className="under tone-warn">{text(drive.unfit)}</span>}
      </div>
      <div className="row">
        <Button icon="search" isDisabled={busy || drive.mount === null} onPress={() => void verify()}>
          {t('trips.media.verify')}
        </Button>
        <Button icon="trash" isDisabled={busy || drive.mount === null} onPress={onWipe}>
          {t('trips.media.wipe')}
        </Button>
        <Button icon="up" isDisabled={busy} onPress={() => void eject()}>
          {t('trips.media.eject')}
        </Button>
        <span role="status" className="muted">
          {busy ? t('trips.working') : ''}
        </span>
      </div>
      {ejected && (
        <p className={`note ${ejected === 'gone' ? 'ok' : 'bad'}`} role="status">
          <Icon name={ejected === 'gone' ? 'check' : 'warn'} />
          <span>{t(`trips.media.ejected.${ejected}`)}</span>
        </p>
      )}
      {failure && <FailureNote failure={failure} />}
    </li>
  );
}

/** The drives that are plugged in now, and the media of all rounds. */
export function MediaPanel() {
  const t = useT();
  const { trips } = useTrips();
  const { drives, failure, again } = useDrives();
  const [report, setReport] = useState<BundleView | null>(null);
  const [wiping, setWiping] = useState<DriveView | null>(null);
  return (
    <div className="stack">
      <div>
        <Button icon="refresh" onPress={again}>
          {t('trips.media.again')}
        </Button>
      </div>
      {failure && <FailureNote failure={failure} />}
      {drives === null && <p role="status">{t('trips.media.looking')}</p>}
      {drives?.length === 0 && <p className="empty">{t('trips.media.none')}</p>}
      <ul className="stack tight">
        {drives?.map((drive) => (
          <DriveItem key={drive.path} drive={drive} onReport={setReport} onWipe={() => setWiping(drive)} />
        ))}
      </ul>
      <KnownMedia trips={trips ?? []} />
      {report && (
        <Sheet wide title={t('trips.media.report')} onClose={() => setReport(null)}>
          <BundleReport bundle={report} />
          <div className="dialog-foot">
            <Button tone="primary" onPress={() => setReport(null)}>
              {t('app.close')}
            </Button>
          </div>
        </Sheet>
      )}
      {wiping && <WipeSheet drive={wiping} trips={trips ?? []} onClose={() => setWiping(null)} />}
    </div>
  );
}
