import { useState } from 'react';
import type { IntakeView, PackageState } from '../../../preload/contract.ts';
import { failureText, useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { CloseFoot } from '../parts/CloseFoot.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { bytes } from './measure.ts';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { follow, takeIntake, useHeld } from './useTrips.ts';

/** What has come into the watched folder, each with the package it is, or why it is none. */
function Arrived({ arrived }: Pick<IntakeView, 'arrived'>) {
  const t = useT();
  const language = useLanguage();
  return (
    <ul className="stack tight" aria-label={t('trips.intake.arrived')}>
      {arrived.map(({ file, sizeBytes, package: name, failure, sha256 }) => (
        <li key={file} className={failure ? 'tone-bad' : sha256 ? 'tone-ok' : ''}>
          <Icon name={failure ? 'warn' : sha256 ? 'check' : 'clock'} /> <b className="job-file">{file}</b>{' '}
          {bytes(sizeBytes, language)} ·{' '}
          {failure ? failureText(failure, language).message : (name ?? t('trips.intake.unknown'))}
        </li>
      ))}
    </ul>
  );
}

/** One package that is still missing: downloaded where the list has an address, otherwise taken from a file. */
function Missing({
  one,
  onTake,
  onDownload,
}: {
  one: PackageState;
  onTake: (file: string) => void;
  onDownload: () => void;
}) {
  const t = useT();
  const [file, setFile] = useState('');
  return (
    <li className="stack tight offer-row">
      <b className="package-name">{one.name}</b>
      {one.url && (
        <div className="row">
          <Button icon="down" onPress={onDownload}>
            {t('trips.intake.download')}
          </Button>
          <span className="small muted job-file">{one.url}</span>
        </div>
      )}
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('trips.intake.file', { name: one.name })}
        value={file}
        onChange={setFile}
        unit={
          <Button isDisabled={file.trim() === ''} onPress={() => onTake(file.trim())}>
            {t('trips.intake.take')}
          </Button>
        }
      />
    </li>
  );
}

function Watch({ tripId, intake }: { tripId: string; intake: IntakeView | undefined }) {
  const t = useT();
  const [folder, setFolder] = useState(intake?.folder ?? '');
  const { busy, failure, run } = useAsk();
  const watched = intake?.folder ?? null;
  const watch = async (path: string | null) => {
    const view = await run(() => send('trips.watch', tripId, path));
    if (view) takeIntake(tripId, view);
  };
  return (
    <section className="stack tight" aria-labelledby="intake-watch">
      <h3 id="intake-watch">{t('trips.intake.watch')}</h3>
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('trips.intake.folder')}
        hint={t('trips.intake.folderHint')}
        value={folder}
        onChange={setFolder}
      />
      <div className="row">
        <Button icon="play" isDisabled={busy || folder.trim() === ''} onPress={() => void watch(folder.trim())}>
          {t('trips.intake.watchDo')}
        </Button>
        {watched !== null && (
          <Button icon="stop" isDisabled={busy} onPress={() => void watch(null)}>
            {t('trips.intake.watchStop')}
          </Button>
        )}
        <span role="status">{watched === null ? '' : t('trips.intake.watching', { folder: watched })}</span>
      </div>
      {failure && <FailureNote failure={failure} />}
      {intake && <Arrived arrived={intake.arrived} />}
    </section>
  );
}

/** Packages come in: from the folder where the browser puts them, as single files, or by a download of our own. */
export function IntakeSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const intake = useHeld((s) => s.intakes[trip.id]);
  const missing = trip.packages.filter(({ sha256 }) => sha256 === null);
  const doing = (asked: Parameters<typeof follow>[1]) => {
    void follow(trip.id, asked);
    onClose();
  };
  return (
    <Sheet wide title={t('trips.intake.title')} onClose={onClose}>
      <p>{t('trips.intake.text')}</p>
      <Watch tripId={trip.id} intake={intake} />
      <section className="stack tight" aria-labelledby="intake-missing">
        <h3 id="intake-missing">{t('trips.intake.missing', { count: missing.length })}</h3>
        <ul className="stack tight">
          {missing.map((one) => (
            <Missing
              key={one.name}
              one={one}
              onTake={(file) => doing(send('trips.take', trip.id, one.name, file))}
              onDownload={() => doing(send('trips.download', trip.id, one.name))}
            />
          ))}
        </ul>
      </section>
      <CloseFoot onClose={onClose} />
    </Sheet>
  );
}
