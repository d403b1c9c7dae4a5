import { type FormEvent, useState } from 'react';
import type { Device, Failure, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices, Field, Pick } from '../parts/Field.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { send, useStore } from '../store.ts';
import { Consent } from './Consent.tsx';
import { type Draft, deviceOf, draftOf, problemsOf, products } from './draft.ts';
import { IdracFields } from './IdracFields.tsx';
import { SshFields } from './SshFields.tsx';
import { useFieldProps } from './useFieldProps.ts';

export function DeviceForm({ site, device, onClose }: { site: Site; device: Device | null; onClose: () => void }) {
  const t = useT();
  const operator = useStore((s) => s.settings.operator);
  const [draft, setDraft] = useState<Draft>(draftOf(device));
  const [tried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const problems = tried ? problemsOf(draft, operator) : {};
  const change = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  const text = useFieldProps({ draft, problems, change });
  const save = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(draft, operator)).length > 0) return;
    const taken = site.devices.map((d) => d.id);
    const result = await send(
      'devices.save',
      site.id,
      deviceOf(draft, device, taken, operator, new Date().toISOString()),
    );
    if (result.ok) onClose();
    else setFailure(result.error);
  };
  return (
    <Sheet wide title={device ? t('device.editTitle', { name: device.name }) : t('device.add')} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void save(e)} noValidate>
        <div className="columns">
          <Field autoFocus {...text('name')} />
          <Pick
            label={t('device.product')}
            value={draft.product}
            options={products.map((p) => ({ value: p, label: t(`product.${p}`) }))}
            onChange={(v) => change({ product: products.find((p) => p === v) ?? 'sps' })}
          />
          <Field {...text('model')} />
          <Field mono {...text('serial')} hint={t('device.serialHint')} />
          <Field inputMode="numeric" {...text('rackUnit')} />
          <Field inputMode="numeric" {...text('heightUnits')} />
        </div>
        <fieldset className="group">
          <legend>{t('device.bmc')}</legend>
          <div className="columns">
            <Field mono {...text('bmcAddress')} hint={t('device.bmcHint')} />
            <Field {...text('bmcUser')} />
          </div>
          <Choices
            label={t('device.suite')}
            value={draft.suite}
            options={[
              { value: '17', label: t('device.suite17') },
              { value: '3', label: t('device.suite3') },
            ]}
            onChange={(v) => change({ suite: v === '3' ? '3' : '17', consent: false })}
          />
          {draft.suite === '3' && (
            <Consent
              why={t('device.suite3Why')}
              label={t('device.suite3Consent')}
              isSelected={draft.consent}
              onChange={(consent) => change({ consent })}
              problem={problems.consent && t(`problem.${problems.consent}`)}
            />
          )}
        </fieldset>
        <fieldset className="group">
          <legend>{t('device.web')}</legend>
          <div className="columns">
            <Field mono {...text('webUrl')} hint={t('device.webHint')} />
            <Field {...text('webUser')} />
          </div>
        </fieldset>
        <IdracFields draft={draft} problems={problems} change={change} />
        <SshFields draft={draft} problems={problems} change={change} />
        {failure && <FailureNote failure={failure} />}
        <div className="dialog-foot">
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('app.save')}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
