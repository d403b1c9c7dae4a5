import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { show } from '../shell/Overlays.tsx';
import { call, useStore } from '../store.ts';

/** The vault in the header: one click locks it, from wherever one is. */
export function VaultButton() {
  const t = useT();
  const state = useStore((s) => s.vault?.state);
  if (!state) return null;
  const open = state === 'open';
  return (
    <span className={`vault-button ${state}`}>
      <Button
        tone="quiet"
        icon={open ? 'unlock' : 'lock'}
        aria-label={t(`vault.button.${state}`)}
        onPress={() => (open ? void call('vault.lock') : show('vault'))}
      >
        <span className="vault-word">{t(`vault.word.${state}`)}</span>
      </Button>
    </span>
  );
}
