import { useEffect, useState } from 'react';
import type { ConsoleRecording, Failure, Site } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { number, useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';

/** What was recorded at this site, newest first. */
export function RecordingsSheet(props: {
  site: Site;
  current: string | null;
  onChoose: (recording: ConsoleRecording) => void;
  onClose: () => void;
}) {
  const { site, current, onChoose, onClose } = props;
  const t = useT();
  const language = useLanguage();
  const [list, setList] = useState<ConsoleRecording[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void send('console.recordings', site.id).then((r) => (r.ok ? setList(r.value) : setFailure(r.error)));
  }, [site.id]);
  const older = (list ?? [])
    .filter((r) => r.recording !== current)
    .sort((a, b) => b.openedAt.localeCompare(a.openedAt));
  return (
    <Sheet title={t('console.recordings')} onClose={onClose}>
      {failure && <FailureNote failure={failure} />}
      {list && older.length === 0 && <p className="muted">{t('console.noRecordings')}</p>}
      <ul className="stack tight">
        {older.map((r) => (
          <li key={r.recording}>
            <button type="button" className="site-item" onClick={() => onChoose(r)}>
              <b>{r.deviceName}</b>
              <span className="muted">
                {t('console.recordingLine', { time: stamp(r.openedAt), size: number(r.size, language) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.close')}</Button>
      </div>
    </Sheet>
  );
}
