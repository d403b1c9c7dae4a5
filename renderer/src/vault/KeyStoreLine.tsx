import { useState } from 'react';
import type { Failure } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { send, useStore } from '../store.ts';

/** Whether the system's key store may open the vault, what that is worth, and how to change it. */
export function KeyStoreLine() {
  const t = useT();
  const vault = useStore((s) => s.vault);
  const [failure, setFailure] = useState<Failure | null>(null);
  if (!vault || vault.state === 'absent') return null;
  const { name, reason, enrolled } = vault.keyStore;
  const change = async (command: 'vault.enroll' | 'vault.unenroll') => {
    const result = await send(command);
    setFailure(result.ok ? null : result.error);
  };
  if (name === null && !enrolled) return <p className="muted small">{t(`vault.keyStore.none.${reason ?? 'shell'}`)}</p>;
  const store = name === null ? t('vault.keyStore.some') : t(`vault.keyStore.name.${name}`);
  return (
    <div className="stack tight">
      <div className="row">
        <span>{t(enrolled ? 'vault.keyStore.enrolled' : 'vault.keyStore.offer', { store })}</span>
        {enrolled && (
          <Button small onPress={() => void change('vault.unenroll')}>
            {t('vault.keyStore.remove')}
          </Button>
        )}
        {!enrolled && vault.state === 'open' && (
          <Button small onPress={() => void change('vault.enroll')}>
            {t('vault.keyStore.add')}
          </Button>
        )}
      </div>
      {name !== null && <p className="muted small">{t(`vault.keyStore.worth.${name}`)}</p>}
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}
