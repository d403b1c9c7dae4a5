import { useEffect, useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { saveSettings, send, useStore } from '../store.ts';

/** An age recipient (X25519): bech32, so one case and no 1, b, i or o behind its separator. */
const RECIPIENT = /^age1[ac-hj-np-z02-9]{58}$/;

/** The own recipient, where the vault is open; requests for it are opened here and nowhere else. */
function useOwn(): string | null {
  const vault = useStore((s) => s.vault?.state);
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    if (vault !== 'open') return setOwn(null);
    void send('keyring.recipient').then((result) => current && result.ok && setOwn(result.value.recipient));
    return () => {
      current = false;
    };
  }, [vault]);
  return own;
}

/** For whom download keys are encrypted on their way out: the own name as one, and the other side's at the rack. */
export function Recipient() {
  const t = useT();
  const own = useOwn();
  const collector = useStore((s) => s.settings.collector);
  const [typed, setTyped] = useState(collector);
  const [tried, setTried] = useState(false);
  const text = typed.trim();
  const wrong = text !== '' && !RECIPIENT.test(text);
  const save = () => {
    setTried(true);
    if (!wrong) void saveSettings({ collector: text });
  };
  return (
    <section className="panel stack tight" aria-labelledby="recipient">
      <h2 id="recipient">{t('trips.recipient.title')}</h2>
      <p>{t('trips.recipient.text')}</p>
      <dl className="facts">
        <dt>{t('trips.recipient.own')}</dt>
        <dd>{own ? <code className="hash">{own}</code> : t('trips.recipient.locked')}</dd>
      </dl>
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('trips.recipient.other')}
        hint={collector === '' ? t('trips.recipient.none') : t('trips.recipient.set')}
        value={typed}
        onChange={setTyped}
        problem={tried && wrong ? t('trips.recipient.wrong') : null}
      />
      <div>
        <Button isDisabled={text === collector} onPress={save}>
          {t('app.save')}
        </Button>
      </div>
    </section>
  );
}
