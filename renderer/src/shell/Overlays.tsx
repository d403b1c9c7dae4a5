import { create } from 'zustand';
import { Palette } from './Palette.tsx';
import { SettingsSheet } from './SettingsSheet.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { useShortcuts } from './shortcuts.ts';

type Overlay = 'palette' | 'shortcuts' | 'settings';
const useOverlay = create<{ open: Overlay | null }>()(() => ({ open: null }));
export const show = (open: Overlay | null): void => useOverlay.setState({ open });

export function Overlays() {
  const open = useOverlay((s) => s.open);
  useShortcuts(show);
  const close = () => show(null);
  if (open === 'palette') return <Palette onClose={close} />;
  if (open === 'shortcuts') return <ShortcutSheet onClose={close} />;
  if (open === 'settings') return <SettingsSheet onClose={close} />;
  return null;
}
