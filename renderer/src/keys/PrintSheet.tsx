import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Device, Failure, KeyView, RevealedKey } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { DigitList } from './DigitList.tsx';
import { KeyId } from './KeyId.tsx';
import { isLiving, isRefused } from './ladder.ts';
import type { SheetProps } from './sheets.tsx';
import './print.css';

const today = () => new Date().toLocaleDateString('sv-SE');

/** One sheet of paper for the safe. It stands in the document only while it is printed, and no screen shows it. */
function Paper({ device, revealed, voided }: { device: Device; revealed: RevealedKey[]; voided: KeyView[] }) {
  const t = useT();
  return (
    <div className="paper">
      {revealed.map((key) => (
        <section key={key.id} className="paper-key">
          <p className="paper-title">{t('keys.paper.title')}</p>
          <p className="paper-id">
            <KeyId id={key.id} />
          </p>
          <dl className="paper-facts">
            <dt>{t('plate.device')}</dt>
            <dd>{device.name}</dd>
            <dt>{t('plate.serial')}</dt>
            <dd>{device.serial ?? t('device.serialUnbound')}</dd>
            <dt>{t('keys.paper.drive')}</dt>
            <dd>{key.letter ?? t('app.unknown')}</dd>
            <dt>{t('keys.paper.date')}</dt>
            <dd>{today()}</dd>
          </dl>
          <DigitList revealed={key} withKeys />
          <p>{t('keys.paper.fkeys')}</p>
          <p>{t('keys.paper.check')}</p>
          <p className="paper-warning">{t('keys.paper.away')}</p>
          {voided.length > 0 && (
            <p className="small">{t('keys.paper.void', { ids: voided.map((k) => k.id ?? k.ref).join(', ') })}</p>
          )}
        </section>
      ))}
    </div>
  );
}

/** Prints the living keys. Each of them is revealed for it, which the journal records. */
export function PrintSheet({ site, device, view, onClose }: SheetProps) {
  const t = useT();
  const [revealed, setRevealed] = useState<RevealedKey[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const printable = view.keys.filter((k) => k.kind === 'recovery-password' && k.stored && isLiving(k) && !isRefused(k));
  const voided = view.keys.filter((k) => !isLiving(k));
  useEffect(() => {
    if (!revealed) return;
    // Browsers hold the script while they print, or tell when they are done: either way the digits go.
    const done = () => setRevealed(null);
    addEventListener('afterprint', done, { once: true });
    window.print();
    return () => removeEventListener('afterprint', done);
  }, [revealed]);
  // The button stays enabled meanwhile: a disabled one would drop the focus, and Escape with it.
  const print = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const all: RevealedKey[] = [];
    for (const key of printable) {
      const result = await send('keys.reveal', site.id, device.id, key.ref);
      if (!result.ok) {
        setBusy(false);
        return setFailure(result.error);
      }
      all.push(result.value);
    }
    setBusy(false);
    setRevealed(all);
  };
  return (
    <Sheet title={t('keys.printTitle', { name: device.name })} onClose={onClose}>
      <p>{t('keys.printText')}</p>
      {printable.length === 0 ? (
        <p className="note warn">{t('keys.printNone')}</p>
      ) : (
        <ul className="stack tight">
          {printable.map((k) => (
            <li key={k.ref}>
              <KeyId id={k.id} /> {k.letter}
            </li>
          ))}
        </ul>
      )}
      {voided.length > 0 && <p className="muted">{t('keys.printVoid', { count: voided.length })}</p>}
      <p className="note warn">
        <Icon name="warn" />
        <span>{t('keys.printWarning')}</span>
      </p>
      {failure && <FailureNote failure={failure} />}
      <div className="dialog-foot">
        <Button onPress={onClose}>{t('app.close')}</Button>
        <Button tone="primary" icon="journal" isDisabled={printable.length === 0} onPress={() => void print()}>
          {t('keys.printDo', { count: printable.length })}
        </Button>
      </div>
      {revealed && createPortal(<Paper device={device} revealed={revealed} voided={voided} />, document.body)}
    </Sheet>
  );
}
