import { useState } from 'react';
import type { Failure } from '../../../preload/contract.ts';
import { bytes } from '../airgap/measure.ts';
import { base64Of } from '../console/base64.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { notify, send } from '../store.ts';
import { tooLarge } from './largest.ts';
import { Thumbnail } from './Thumbnail.tsx';
import './pictures.css';

/** Looked at before it is kept: what is in the journal stays there. */
export function PictureSheet(props: { runId: string; file: File; onKept: () => void; onClose: () => void }) {
  const { runId, file, onKept, onClose } = props;
  const t = useT();
  const language = useLanguage();
  const large = tooLarge(file);
  const [failure, setFailure] = useState<Failure | null>(large);
  const [busy, setBusy] = useState(false);
  const keep = async () => {
    setBusy(true);
    const picture = base64Of(new Uint8Array(await file.arrayBuffer()));
    const result = await send('runs.keepPicture', runId, picture);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    notify({ tone: 'good', text: t('picture.kept', { sha: result.value.sha256.slice(0, 8) }), failure: null });
    onKept();
  };
  return (
    <Sheet title={t('picture.title')} onClose={onClose}>
      <div className="stack">
        {!large && <Thumbnail picture={file} label={file.name} />}
        <p className="mono small">
          {file.name}, {bytes(file.size, language)}
        </p>
        {!large && <p>{t('picture.stays')}</p>}
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          {!large && (
            <Button tone="primary" onPress={() => void keep()} isDisabled={busy}>
              {t('picture.keep')}
            </Button>
          )}
        </div>
      </div>
    </Sheet>
  );
}
