import { ToggleButton } from 'react-aria-components';
import { useT } from '../i18n.ts';
import { useStore } from '../store.ts';
import { Icon } from './Icon.tsx';

/** Shows texts in one language, or in both side by side. */
export function BothToggle() {
  const t = useT();
  const sideBySide = useStore((s) => s.sideBySide);
  return (
    <ToggleButton
      className="button toggle"
      isSelected={sideBySide}
      onChange={(on) => useStore.setState({ sideBySide: on })}
    >
      <Icon name="languages" />
      {t('run.sideBySide')}
    </ToggleButton>
  );
}
