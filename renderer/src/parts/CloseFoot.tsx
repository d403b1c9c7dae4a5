import { useT } from '../i18n.ts';
import { Button } from './Button.tsx';

/** Foot of a sheet that has nothing more to ask. */
export function CloseFoot({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <div className="dialog-foot">
      <Button tone="primary" onPress={onClose}>
        {t('app.close')}
      </Button>
    </div>
  );
}
