import { type FormEvent, useEffect, useState } from 'react';
import type { Failure, KeyView, ProofProgress, ProofView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Bar } from '../parts/Bar.tsx';
import { Button } from '../parts/Button.tsx';
import { CloseFoot } from '../parts/CloseFoot.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { call, listen, notify, send } from '../store.ts';
import { KeyId } from './KeyId.tsx';
import { PathField } from './PathField.tsx';
import { ProofResult } from './ProofResult.tsx';
import { percentOf } from './progress.ts';
import type { SheetProps } from './sheets.tsx';

/** What is to be done with a drive or its image. */
export type Deed =
  | { deed: 'read' }
  /** These keys, or all living ones. */
  | { deed: 'prove'; refs: string[] | null }
  | { deed: 'repair'; key: KeyView };

function Progress({ progress }: { progress: ProofProgress }) {
  const t = useT();
  const { candidate, candidates } = progress;
  return (
    <div className="stack tight">
      <Bar label={t('keys.proof.progress')} percent={percentOf(progress)} />
      <p className="small" role="status">
        {t('keys.proof.candidate', { candidate: Math.min(candidate + 1, candidates), candidates })}
      </p>
    </div>
  );
}

/** Names a drive or an image, and reads it or tries keys on it. Nothing is written to it. */
export function DriveSheet(props: SheetProps & { deed: Deed }) {
  const { site, device, view, path, onPath, onView, onClose, deed } = props;
  const t = useT();
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<ProofProgress | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [proof, setProof] = useState<ProofView | null>(null);
  useEffect(
    () => listen('keys.progress', (p) => p.siteId === site.id && p.deviceId === device.id && setProgress(p)),
    [site.id, device.id],
  );
  const cancel = () => void call('keys.cancel', site.id, device.id);
  const close = () => (busy && deed.deed !== 'read' ? cancel() : onClose());

  const ask = (from: string) =>
    deed.deed === 'repair'
      ? send('keys.repair', site.id, device.id, from, deed.key.ref)
      : send('keys.prove', site.id, device.id, from, deed.deed === 'prove' ? deed.refs : null);
  const read = async (from: string) => {
    const result = await send('keys.volumes', site.id, device.id, from);
    setBusy(false);
    if (!result.ok) return setFailure(result.error);
    onView(result.value);
    notify({ tone: 'good', text: t('keys.driveRead', { count: result.value.volumes?.length ?? 0 }), failure: null });
    onClose();
  };
  const go = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    const from = path.trim();
    if (from === '' || busy) return;
    setBusy(true);
    setFailure(null);
    setProgress(null);
    if (deed.deed === 'read') return read(from);
    const result = await ask(from);
    setBusy(false);
    if (!result.ok) {
      // What was proven before it stopped counts.
      const now = await send('keys.view', site.id, device.id);
      if (now.ok) onView(now.value);
      return setFailure(result.error);
    }
    onView(result.value.keys);
    setProof(result.value);
  };
  const title = t(`keys.deed.${deed.deed}`, { name: device.name });
  if (proof)
    return (
      <Sheet wide title={title} onClose={onClose}>
        <ProofResult proof={proof} before={view.keys} />
        <CloseFoot onClose={onClose} />
      </Sheet>
    );
  return (
    <Sheet title={title} onClose={close}>
      <form className="stack" onSubmit={(e) => void go(e)} noValidate>
        <p>{t(`keys.deedText.${deed.deed}`)}</p>
        {deed.deed === 'repair' && <KeyId id={deed.key.id} />}
        <PathField site={site} what="disk" value={path} onChange={onPath} tried={tried} />
        {failure && failure.code !== 'cancelled' && <FailureNote failure={failure} />}
        {busy && progress && deed.deed !== 'read' ? (
          <Progress progress={progress} />
        ) : (
          <p role="status" className="muted">
            {busy ? t('device.reading') : failure?.code === 'cancelled' ? t('keys.proof.stopped') : ''}
          </p>
        )}
        <div className="dialog-foot">
          <Button onPress={close}>{busy && deed.deed !== 'read' ? t('keys.proof.stop') : t('app.cancel')}</Button>
          <button type="submit" className="button primary" aria-disabled={busy}>
            <Icon name={deed.deed === 'read' ? 'search' : 'key'} />
            {t(deed.deed === 'read' ? 'keys.readDrive' : deed.deed === 'repair' ? 'keys.repair' : 'keys.prove')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
