import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Choices } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { FormSheet } from './FormSheet.tsx';
import { Hash } from './PackageCells.tsx';
import type { SheetProps } from './sheets.tsx';
import { useAsk } from './useAsk.ts';
import { takeTrip } from './useTrips.ts';

/** What the appliance's page said of one package: installed or failed. The person installs; the tool keeps the order. */
export function InstallSheet({ trip, name, onClose }: SheetProps & { name: string }) {
  const t = useT();
  const [result, setResult] = useState<'done' | 'failed' | null>(null);
  const [tried, setTried] = useState(false);
  const ask = useAsk();
  const one = trip.packages.find((other) => other.name === name);
  const save = async () => {
    setTried(true);
    if (result === null) return;
    const saved = await ask.run(() => send('trips.installed', trip.id, name, result));
    if (!saved) return;
    takeTrip(saved);
    onClose();
  };
  return (
    <FormSheet
      grave
      title={t('trips.install.title', { name })}
      deed={t('trips.install.do')}
      ask={ask}
      complete={result !== null}
      onDo={() => void save()}
      onClose={onClose}
    >
      <p>{t(one?.kind === 'base' ? 'trips.install.baseText' : 'trips.install.productText')}</p>
      <Hash sha256={one?.sha256 ?? null} />
      <Choices
        label={t('trips.install.seen')}
        value={result}
        onChange={(value) => setResult(value === 'done' ? 'done' : 'failed')}
        problem={tried && result === null ? t('problem.choose') : null}
        options={[
          { value: 'done', label: t('trips.install.done') },
          { value: 'failed', label: t('trips.install.failed') },
        ]}
      />
      {result === 'failed' && <p className="note bad">{t('trips.install.failedNext')}</p>}
    </FormSheet>
  );
}
