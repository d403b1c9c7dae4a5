import { useState } from 'react';
import type { PracticeFault, PracticeSize } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { PracticeKeys } from '../keys/PracticeKeys.tsx';
import { Button } from '../parts/Button.tsx';
import { Choices, Pick } from '../parts/Field.tsx';
import { call, chooseSite, notify, send, useStore } from '../store.ts';
import { PracticeIndexerPackage } from './PracticeIndexerPackage.tsx';

const scales = [1, 10, 60, 120, 300];
const sizes: PracticeSize[] = ['small', 'complete'];
const faults: PracticeFault[] = [
  'none',
  'upgrade-fails',
  'lost-reply',
  'bmc-dead',
  'wrong-serial',
  'slow-boot',
  'fan-failed',
  'psu-lost',
  'overheating',
  'intrusion',
  'console-held',
  'weak-setup',
  'idrac-silent',
  'job-lost',
  'signature-refused',
  'version-unchanged',
  'default-password',
  'key-stick-missing',
  'key-stick-stale',
  'key-misprint',
  'rs-clock-wrong',
  'rs-package-vanished',
  'rs-base-missing',
  'rs-base-fails',
  'ha-link-lost',
  'ha-links-lost',
  'indexer-config-missing',
  'indexer-package-fails',
  'indexer-start-fails',
  'indexer-brings-config',
];

export function PracticePanel() {
  const t = useT();
  const practice = useStore((s) => s.practice);
  const [scale, setScale] = useState('60');
  const [size, setSize] = useState<PracticeSize>('small');
  const [fault, setFault] = useState<PracticeFault>('none');
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    const state = await call('practice.start', Number(scale), size);
    setBusy(false);
    if (!state) return;
    useStore.setState({ practice: state });
    setFault('none');
    if (state.siteId) await chooseSite(state.siteId);
  };
  const stop = async () => {
    const state = await call('practice.stop');
    if (state) useStore.setState({ practice: state });
  };
  const choose = async (value: string) => {
    const chosen = faults.find((f) => f === value) ?? 'none';
    const result = await send('practice.fault', chosen);
    if (!result.ok) return notify({ tone: 'bad', text: null, failure: result.error });
    setFault(chosen);
    notify({ tone: 'good', text: t('practice.faultSet', { fault: t(`practice.faults.${chosen}`) }), failure: null });
  };
  return (
    // No landmark: the site it brings has the same name, and two of one name lead nobody anywhere.
    <div className="panel stack tight">
      <h2>{t('practice.title')}</h2>
      <p className="muted small">{t('practice.text')}</p>
      {practice.running ? (
        <>
          <p>
            <span className="tone-ok">●</span>{' '}
            {t(`practice.running.${practice.size ?? 'small'}`, { scale: practice.scale })}
          </p>
          <Pick
            label={t('practice.fault')}
            value={fault}
            options={faults.map((f) => ({ value: f, label: t(`practice.faults.${f}`) }))}
            onChange={(v) => void choose(v)}
          />
          <PracticeKeys />
          {practice.size === 'complete' && <PracticeIndexerPackage />}
          <Button icon="stop" onPress={() => void stop()}>
            {t('practice.stop')}
          </Button>
        </>
      ) : (
        <>
          <Choices
            label={t('practice.size')}
            value={size}
            options={sizes.map((value) => ({ value, label: t(`practice.sizes.${value}`) }))}
            onChange={(value) => setSize(sizes.find((one) => one === value) ?? 'small')}
          />
          <Pick
            label={t('practice.scale')}
            value={scale}
            options={scales.map((n) => ({ value: String(n), label: t('practice.scaleOption', { scale: n }) }))}
            onChange={setScale}
          />
          <Button icon="play" isDisabled={busy} onPress={() => void start()}>
            {t('practice.start')}
          </Button>
        </>
      )}
    </div>
  );
}
