import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { usePracticeKeys } from './usePracticeKeys.ts';

/** Writes the key stick and the disk of the practice U-Series into the data folder, and says where they are. */
export function PracticeKeys() {
  const t = useT();
  const { written, busy, write } = usePracticeKeys();
  return (
    <div className="stack tight">
      <Button icon="key" isDisabled={busy} onPress={() => void write()}>
        {t('keys.practice.write')}
      </Button>
      <div role="status">
        {written && (
          <dl className="fingerprint small">
            <dt>{t('keys.practice.stickAt')}</dt>
            <dd className="mono">{written.stick ?? t('keys.practice.noStick')}</dd>
            <dt>{t('keys.practice.diskAt')}</dt>
            <dd className="mono">{written.disk}</dd>
          </dl>
        )}
      </div>
    </div>
  );
}
