import { useState } from 'react';
import type { LanParameter } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Field, Pick } from '../parts/Field.tsx';
import { lanParameters, lanSources, lanValueFits } from './lan.ts';
import { OrderButton, type Orders } from './orders.tsx';

/** One LAN parameter at a time: a BMC takes them one by one, and each may already cut it off. */
export function LanForm({ orders }: { orders: Orders }) {
  const t = useT();
  const [parameter, setParameter] = useState<LanParameter>('address');
  const [value, setValue] = useState('');
  const choose = (next: LanParameter) => {
    setParameter(next);
    setValue(next === 'source' ? 'static' : '');
  };
  const trimmed = value.trim();
  const fits = lanValueFits(parameter, trimmed);
  const action = 'lan.set';
  return (
    <div className="stack tight">
      <Pick
        label={t('setup.lanParameter')}
        value={parameter}
        options={lanParameters.map((p) => ({ value: p, label: t(`setup.lanName.${p}`) }))}
        onChange={(v) => choose(lanParameters.find((p) => p === v) ?? 'address')}
      />
      {parameter === 'source' ? (
        <Pick
          label={t('setup.newValue')}
          value={value}
          options={lanSources.map((s) => ({ value: s, label: t(`setup.lanSource.${s}`) }))}
          onChange={setValue}
        />
      ) : (
        <Field
          mono
          label={t('setup.newValue')}
          hint={t(parameter === 'vlan' ? 'setup.vlanHint' : 'setup.addressHint')}
          value={value}
          onChange={setValue}
          problem={trimmed !== '' && !fits ? t('setup.lanProblem') : null}
        />
      )}
      <OrderButton
        orders={orders}
        action={action}
        label={t('setup.lanSet')}
        order={fits ? { action, parameter, value: trimmed } : null}
        ask={
          <p className={fits ? 'note warn' : 'note bad'}>
            {fits
              ? t('setup.lanLine', { parameter: t(`setup.lanName.${parameter}`), value: trimmed })
              : t('setup.lanProblem')}
          </p>
        }
      />
    </div>
  );
}
