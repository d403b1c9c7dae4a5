import { useEffect, useState } from 'react';
import type { DriveView, Failure } from '../../../preload/contract.ts';
import { useLanguage, useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { send } from '../store.ts';
import { bytes } from './measure.ts';
import './drives.css';

/** Removable drives, as they are now; `again` looks once more. Null until the first look ended. */
export function useDrives(): { drives: DriveView[] | null; failure: Failure | null; again: () => void } {
  const [drives, setDrives] = useState<DriveView[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is one look
  useEffect(() => {
    let current = true;
    void send('media.list').then((result) => {
      if (!current) return;
      setFailure(result.ok ? null : result.error);
      setDrives(result.ok ? result.value : []);
    });
    return () => {
      current = false;
    };
  }, [turn]);
  return { drives, failure, again: () => setTurn((n) => n + 1) };
}

/** Model, serial number, label, size: what is printed on a drive and what it says of itself. */
export function DriveLines({ drive }: { drive: DriveView }) {
  const t = useT();
  const language = useLanguage();
  const { model, serial, label, path, fileSystem, sizeBytes, freeBytes } = drive;
  const free = freeBytes === null ? null : t('trips.media.free', { free: bytes(freeBytes, language) });
  return (
    <>
      <b>{model ?? t('trips.media.noModel')}</b>{' '}
      {serial ? <code>{serial}</code> : <span className="muted">{t('trips.media.noSerial')}</span>}
      <span className="under small muted">
        {[
          label ?? t('trips.media.noLabel'),
          fileSystem,
          sizeBytes === null ? null : bytes(sizeBytes, language),
          free,
          drive.mount ?? path,
          drive.readOnly ? t('trips.media.readOnly') : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}

/** One drive of those that are plugged in. To write, only a fit one can be chosen; why another is none stands with it. */
export function DrivePick(props: {
  /** Writing asks more of a drive than reading. */
  toWrite: boolean;
  chosen: DriveView | null;
  onChoose: (drive: DriveView | null) => void;
  tried: boolean;
}) {
  const { toWrite, chosen, onChoose, tried } = props;
  const t = useT();
  const text = useText();
  const { drives, failure, again } = useDrives();
  const able = (drives ?? []).filter((drive) => (toWrite ? drive.unfit === null : drive.mount !== null));
  const others = (drives ?? []).filter((drive) => !able.includes(drive));
  return (
    <div className="stack tight drive-choices">
      {drives === null && <p role="status">{t('trips.media.looking')}</p>}
      {failure && <FailureNote failure={failure} />}
      {drives?.length === 0 && !failure && <p className="note warn">{t('trips.media.none')}</p>}
      {able.length > 0 && (
        <Choices
          label={t(toWrite ? 'trips.media.writeTo' : 'trips.media.readFrom')}
          value={chosen?.path ?? null}
          onChange={(path) => onChoose(able.find((drive) => drive.path === path) ?? null)}
          problem={tried && chosen === null ? t('problem.choose') : null}
          options={able.map((drive) => ({ value: drive.path, label: <DriveLines drive={drive} /> }))}
        />
      )}
      {others.length > 0 && (
        <ul className="stack tight" aria-label={t('trips.media.unfit')}>
          {others.map((drive) => (
            <li key={drive.path} className="unfit">
              <Icon name="lock" />
              <div>
                <DriveLines drive={drive} />
                <span className="under tone-warn">{drive.unfit ? text(drive.unfit) : t('trips.media.notMounted')}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button
          small
          icon="refresh"
          onPress={() => {
            onChoose(null);
            again();
          }}
        >
          {t('trips.media.again')}
        </Button>
      </div>
    </div>
  );
}
