import { useState } from 'react';
import type { BundleView, DriveView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { BundleReport } from './BundleReport.tsx';
import { DrivePick } from './DrivePick.tsx';
import { FormSheet } from './FormSheet.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { follow } from './useTrips.ts';

/** Takes a bundle in: first everything is read back from its medium and judged, and only what is good can be taken. */
export function ImportSheet({ trip, onClose }: SheetProps) {
  const t = useT();
  const [drive, setDrive] = useState<DriveView | null>(null);
  const [folder, setFolder] = useState('');
  const [tried, setTried] = useState(false);
  const [bundle, setBundle] = useState<BundleView | null>(null);
  const ask = useAsk();
  const path = folder.trim() || (drive?.mount ?? '');
  const good = bundle !== null && bundle.problems.length === 0;
  const check = async () => {
    setTried(true);
    if (path === '') return;
    setBundle(await ask.run(() => send('media.verify', path)));
  };
  const take = () => {
    if (!good) return;
    void follow(trip.id, send('trips.import', trip.id, bundle.path));
    onClose();
  };
  return (
    <FormSheet
      wide
      title={t('trips.import.title', { host: trip.host })}
      deed={t(good ? 'trips.import.do' : 'trips.import.check')}
      icon={good ? 'down' : 'search'}
      ask={ask}
      complete={path !== ''}
      onDo={() => (good ? take() : void check())}
      onClose={onClose}
    >
      {bundle ? (
        <>
          <BundleReport bundle={bundle} />
          {!good && <p>{t('trips.import.reserve')}</p>}
          <div>
            <Button icon="previous" onPress={() => setBundle(null)}>
              {t('trips.import.other')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p>{t('trips.import.text')}</p>
          <DrivePick toWrite={false} chosen={drive} onChoose={setDrive} tried={tried && path === ''} />
          <Field
            mono
            autoComplete="off"
            spellCheck="false"
            label={t('app.optional', { label: t('trips.import.folder') })}
            hint={t('trips.import.folderHint')}
            value={folder}
            onChange={setFolder}
          />
        </>
      )}
    </FormSheet>
  );
}
