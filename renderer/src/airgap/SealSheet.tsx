import { useState } from 'react';
import type { DriveView } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { send, useStore } from '../store.ts';
import { DrivePick } from './DrivePick.tsx';
import { names } from './drive.ts';
import { FormSheet } from './FormSheet.tsx';
import { bytes } from './measure.ts';
import { NameDrive } from './NameDrive.tsx';
import type { SheetProps } from './sheets.tsx';
import { follow } from './useTrips.ts';

/** What a medium is called in the command: a drive by its model and serial number, a plain folder by its path alone. */
const mediumOf = ({ path, mount, model, serial }: DriveView) =>
  model === null && serial === null ? { path: mount ?? path, model, serial } : { path, model, serial };

/** Seals the bundle onto a drive that was named by hand, or into a folder for a transfer station. */
export function SealSheet({ trip, copy, onClose }: SheetProps & { copy: 'primary' | 'reserve' }) {
  const t = useT();
  const language = useLanguage();
  const operator = useStore((s) => s.settings.operator);
  const [drive, setDrive] = useState<DriveView | null>(null);
  const [folder, setFolder] = useState('');
  const [typed, setTyped] = useState('');
  const [person, setPerson] = useState(operator);
  const [tried, setTried] = useState(false);
  const total = trip.packages.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
  const small = drive !== null && drive.freeBytes !== null && drive.freeBytes < total;
  const place = folder.trim();
  const named = place !== '' || (drive !== null && !small && names(typed, drive));
  const complete = named && person.trim() !== '';
  const seal = () => {
    setTried(true);
    if (!complete) return;
    const medium = place === '' && drive ? mediumOf(drive) : { path: place, model: null, serial: null };
    void follow(trip.id, send('trips.seal', trip.id, medium, copy, person.trim()));
    onClose();
  };
  const choose = (next: DriveView | null) => {
    setDrive(next);
    setTyped('');
  };
  return (
    <FormSheet
      grave
      wide
      title={t(`trips.seal.title.${copy}`)}
      deed={t('trips.seal.do')}
      icon="lock"
      ask={{ busy: false, failure: null }}
      complete={complete}
      onDo={seal}
      onClose={onClose}
    >
      <p>{t('trips.seal.text', { count: trip.packages.length, size: bytes(total, language) })}</p>
      {place === '' && <DrivePick toWrite chosen={drive} onChoose={choose} tried={tried} />}
      {place === '' && drive && small && (
        <p className="note bad">{t('trips.seal.small', { need: bytes(total, language) })}</p>
      )}
      {place === '' && drive && !small && <NameDrive drive={drive} typed={typed} onType={setTyped} tried={tried} />}
      <details>
        <summary>{t('trips.seal.elsewhere')}</summary>
        <Field
          mono
          autoComplete="off"
          spellCheck="false"
          label={t('trips.seal.folder')}
          hint={t('trips.seal.folderHint')}
          value={folder}
          onChange={setFolder}
        />
      </details>
      <Field
        autoComplete="off"
        label={t('trips.seal.person')}
        value={person}
        onChange={setPerson}
        problem={tried && person.trim() === '' ? t('problem.required') : null}
      />
    </FormSheet>
  );
}
