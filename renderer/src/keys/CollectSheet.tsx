import { type FormEvent, useState } from 'react';
import type { CollectView, Failure, KeyOrigin } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices, Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send } from '../store.ts';
import { CollectResult } from './CollectResult.tsx';
import { PathField, PracticeFill } from './PathField.tsx';
import { emptyLogin, type Login, SshFields, seenHostKey } from './SshFields.tsx';
import { StickPick } from './StickPick.tsx';
import type { SheetProps } from './sheets.tsx';

const origins = ['stick', 'path', 'text', 'windows', 'ssh'] as const;
export type From = (typeof origins)[number];

/** Looks for keys in one place and takes them into the vault. What was pasted or typed leaves the sheet when it is sent. */
export function CollectSheet({ site, device, onView, onClose, from: first }: SheetProps & { from: From }) {
  const t = useT();
  const [from, setFrom] = useState<From>(first);
  const [stick, setStick] = useState<string | null>(null);
  const [path, setPath] = useState('');
  const [text, setText] = useState('');
  const [login, setLogin] = useState<Login>(emptyLogin);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [found, setFound] = useState<CollectView | null>(null);

  const origin = (): KeyOrigin | null => {
    switch (from) {
      case 'stick':
        return stick === null ? null : { kind: 'path', path: stick };
      case 'path':
        return path.trim() === '' ? null : { kind: 'path', path: path.trim() };
      case 'text':
        return text.trim() === '' ? null : { kind: 'text', text };
      case 'windows':
        return { kind: 'windows' };
      case 'ssh':
        return login.address.trim() === '' || login.user === '' || login.password === ''
          ? null
          : { kind: 'ssh', ...login, address: login.address.trim() };
    }
  };
  const look = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    const where = origin();
    if (where === null || busy) return;
    setBusy(true);
    setFailure(null);
    setText('');
    const result = await send('keys.collect', site.id, device.id, where);
    setBusy(false);
    if (!result.ok) {
      // The password stays only while its fingerprint is to be agreed to: the same login is sent once more.
      if (!seenHostKey(result.error)) setLogin((l) => ({ ...l, password: '' }));
      setTried(false);
      return setFailure(result.error);
    }
    setLogin(emptyLogin);
    onView(result.value.keys);
    setFound(result.value);
  };
  const title = t('keys.collectTitle', { name: device.name });
  if (found)
    return (
      <Sheet wide title={title} onClose={onClose}>
        <CollectResult found={found} />
        <div className="dialog-foot">
          <Button
            icon="search"
            onPress={() => {
              setFound(null);
              setTried(false);
            }}
          >
            {t('keys.lookElsewhere')}
          </Button>
          <Button tone="primary" onPress={onClose}>
            {t('app.close')}
          </Button>
        </div>
      </Sheet>
    );
  const missing = tried && origin() === null;
  return (
    <Sheet wide title={title} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void look(e)} noValidate>
        <Choices
          label={t('keys.where')}
          value={from}
          options={origins.map((o) => ({ value: o, label: t(`keys.origin.${o}`) }))}
          onChange={(value) => {
            setFrom(origins.find((o) => o === value) ?? 'stick');
            setTried(false);
            setFailure(null);
          }}
        />
        {from === 'stick' && <StickPick chosen={stick} onChoose={setStick} />}
        {from === 'stick' && (
          <PracticeFill
            site={site}
            what="stick"
            onPath={(written) => {
              setPath(written);
              setFrom('path');
            }}
          />
        )}
        {from === 'stick' && missing && <p className="problem">{t('keys.sticks.choose')}</p>}
        {from === 'path' && <PathField site={site} what="stick" value={path} onChange={setPath} tried={tried} />}
        {from === 'text' && (
          <Field
            mono
            autoFocus
            lines={8}
            spellCheck="false"
            autoComplete="off"
            label={t('keys.text')}
            hint={t('keys.textHint')}
            value={text}
            onChange={setText}
            problem={missing ? t('problem.required') : null}
          />
        )}
        {from === 'windows' && <p className="note">{t('keys.windowsText')}</p>}
        {from === 'ssh' && <SshFields login={login} onChange={setLogin} failure={failure} tried={tried} />}
        {failure && !(from === 'ssh' && seenHostKey(failure)) && <FailureNote failure={failure} />}
        <p role="status" className="muted">
          {busy ? t('keys.looking') : ''}
        </p>
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <button type="submit" className="button primary" aria-disabled={busy}>
            <Icon name="search" />
            {t('keys.look')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
