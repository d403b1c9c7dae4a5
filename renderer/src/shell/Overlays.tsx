import { create } from 'zustand';
import { VaultSheet } from '../sites/VaultSheet.tsx';
import { call, useStore } from '../store.ts';
import { Palette } from './Palette.tsx';
import { SettingsSheet } from './SettingsSheet.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { useShortcuts } from './shortcuts.ts';

type Overlay = 'palette' | 'shortcuts' | 'settings' | 'vault';
const useOverlay = create<{ open: Overlay | null }>()(() => ({ open: null }));
export const show = (open: Overlay | null): void => useOverlay.setState({ open });

const lockVault = () => void call('vault.lock');

export function Overlays() {
  const open = useOverlay((s) => s.open);
  const siteId = useStore((s) => s.siteId);
  const vault = useStore((s) => s.vault?.state);
  useShortcuts(show, lockVault);
  const close = () => show(null);
  if (open === 'palette') return <Palette onClose={close} />;
  if (open === 'shortcuts') return <ShortcutSheet onClose={close} />;
  if (open === 'settings') return <SettingsSheet onClose={close} />;
  if (open === 'vault' && siteId && vault && vault !== 'open') {
    return <VaultSheet siteId={siteId} create={vault === 'absent'} onClose={close} />;
  }
  return null;
}
