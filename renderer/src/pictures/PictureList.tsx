import { useEffect, useState } from 'react';
import type { Failure, KeptPicture } from '../../../preload/contract.ts';
import { bytes } from '../airgap/measure.ts';
import { bytesOf } from '../console/base64.ts';
import { stamp } from '../format.ts';
import { useLanguage, useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { call, send } from '../store.ts';
import { Thumbnail } from './Thumbnail.tsx';
import './pictures.css';

/** The pictures of a run. `kept` grows with each one that is kept here. */
export function PictureList({ runId, kept }: { runId: string; kept: number }) {
  const t = useT();
  const [pictures, setPictures] = useState<KeptPicture[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that was kept is read again with the others
  useEffect(() => {
    let gone = false;
    void call('runs.pictures', runId).then((list) => list && !gone && setPictures(list));
    return () => {
      gone = true;
    };
  }, [runId, kept]);
  if (pictures.length === 0) return <p className="empty">{t('picture.none')}</p>;
  return (
    <ul className="pictures">
      {pictures.map((picture) => (
        <Kept key={picture.name} runId={runId} picture={picture} />
      ))}
    </ul>
  );
}

function Kept({ runId, picture }: { runId: string; picture: KeptPicture }) {
  const t = useT();
  const language = useLanguage();
  const { name, sha256, size, at, author } = picture;
  const [shown, setShown] = useState<Blob | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let gone = false;
    void send('runs.picture', runId, name).then((read) => {
      if (gone) return;
      if (read.ok) setShown(new Blob([bytesOf(read.value).slice()]));
      else setFailure(read.error);
    });
    return () => {
      gone = true;
    };
  }, [runId, name]);
  return (
    <li className="picture">
      {shown && <Thumbnail picture={shown} label={t('picture.of', { time: stamp(at), author })} />}
      {failure && <FailureNote failure={failure} />}
      <p>
        <b>{stamp(at)}</b>, {author}
      </p>
      <p className="small muted mono">
        {name}, {bytes(size, language)}
      </p>
      <p className="small mono">SHA-256 {sha256}</p>
    </li>
  );
}
