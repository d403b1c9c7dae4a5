import { useState } from 'react';
import type { Commands } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { call } from '../store.ts';

/** Writes the package for the practice indexer hosts into the data folder, and says what the procedure asks about it. */
export function PracticeIndexerPackage() {
  const t = useT();
  const [written, setWritten] = useState<Commands['practice.indexerPackage']['result']>(null);
  const [busy, setBusy] = useState(false);
  const write = async () => {
    setBusy(true);
    setWritten(await call('practice.indexerPackage'));
    setBusy(false);
  };
  return (
    <div className="stack tight">
      <Button icon="down" isDisabled={busy} onPress={() => void write()}>
        {t('practice.indexerPackage.write')}
      </Button>
      <div role="status">
        {written && (
          <dl className="fingerprint small">
            <dt>{t('practice.indexerPackage.file')}</dt>
            <dd className="mono">{written.file}</dd>
            <dt>SHA-256</dt>
            <dd className="mono">{written.sha256}</dd>
          </dl>
        )}
      </div>
    </div>
  );
}
