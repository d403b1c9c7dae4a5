import { useEffect, useState } from 'react';
import type { TrustedKey } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Field, Tick } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { Fingerprint } from './Fingerprint.tsx';
import { FormSheet } from './FormSheet.tsx';
import { fingerprintOf } from './fingerprint.ts';
import { useAsk } from './useAsk.ts';

interface Props {
  onDone: (keys: TrustedKey[]) => void;
  onClose: () => void;
}

/** The fingerprint of a key while it is typed; null for what is none. */
function useFingerprint(key: string): string | null {
  const [fingerprint, setFingerprint] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void fingerprintOf(key).then((found) => current && setFingerprint(found));
    return () => {
      current = false;
    };
  }, [key]);
  return fingerprint;
}

/** A key of the other side: nothing is trusted before a person has compared all of its fingerprint. */
export function TrustSheet({ known, onDone, onClose }: Props & { known: TrustedKey[] }) {
  const t = useT();
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const [compared, setCompared] = useState(false);
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const fingerprint = useFingerprint(key);
  const already = known.find((one) => one.fingerprint === fingerprint);
  const complete = fingerprint !== null && name.trim() !== '' && compared;
  const trust = async () => {
    setTried(true);
    if (!complete) return;
    const keys = await ask.run(() => send('keyring.trust', key.trim(), name.trim()));
    if (keys) onDone(keys);
  };
  return (
    <FormSheet
      grave
      title={t('trips.keys.trust')}
      deed={t('trips.keys.trustDo')}
      icon="check"
      ask={ask}
      complete={complete}
      onDo={() => void trust()}
      onClose={onClose}
    >
      <p>{t('trips.keys.trustText')}</p>
      <Field
        autoFocus
        mono
        lines={3}
        spellCheck="false"
        label={t('trips.keys.key')}
        hint={t('trips.keys.keyHint')}
        value={key}
        onChange={(text) => {
          setKey(text);
          setCompared(false);
        }}
        problem={tried && fingerprint === null ? t('trips.keys.noKey') : null}
      />
      {fingerprint && <Fingerprint of={fingerprint} />}
      {already && <p className="note warn">{t('trips.keys.already', { name: already.name })}</p>}
      <Field
        autoComplete="off"
        label={t('trips.keys.name')}
        hint={t('trips.keys.nameHint')}
        value={name}
        onChange={setName}
        problem={tried && name.trim() === '' ? t('problem.required') : null}
      />
      <Tick isSelected={compared} onChange={setCompared}>
        {t('trips.keys.compared')}
      </Tick>
      {tried && !compared && <p className="problem">{t('trips.keys.compareFirst')}</p>}
    </FormSheet>
  );
}

/** A key that counts no more, and why. */
export function RevokeSheet({ revoked, onDone, onClose }: Props & { revoked: TrustedKey }) {
  const t = useT();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const missing = reason.trim() === '';
  const revoke = async () => {
    setTried(true);
    if (missing) return;
    const keys = await ask.run(() => send('keyring.revoke', revoked.fingerprint, reason.trim()));
    if (keys) onDone(keys);
  };
  return (
    <FormSheet
      grave
      title={t('trips.keys.revokeTitle', { name: revoked.name })}
      deed={t('trips.keys.revoke')}
      icon="cross"
      ask={ask}
      complete={!missing}
      onDo={() => void revoke()}
      onClose={onClose}
    >
      <Fingerprint of={revoked.fingerprint} />
      <p>{t('trips.keys.revokeText')}</p>
      <Field
        autoFocus
        autoComplete="off"
        label={t('trips.keys.reason')}
        value={reason}
        onChange={setReason}
        problem={tried && missing ? t('problem.required') : null}
      />
    </FormSheet>
  );
}

/** A new own key, which the former one vouches for. */
export function RotateSheet({ onDone, onClose }: Props) {
  const t = useT();
  const ask = useAsk();
  const rotate = async () => {
    const keys = await ask.run(() => send('keyring.rotate'));
    if (keys) onDone(keys);
  };
  return (
    <FormSheet
      grave
      title={t('trips.keys.rotate')}
      deed={t('trips.keys.rotateDo')}
      icon="refresh"
      ask={ask}
      onDo={() => void rotate()}
      onClose={onClose}
    >
      <p>{t('trips.keys.rotateText')}</p>
    </FormSheet>
  );
}
