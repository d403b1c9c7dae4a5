import { useState } from 'react';
import { useT } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { Pin } from './IdracFields.tsx';
import { type DraftFields, useFieldProps } from './useFieldProps.ts';

/** A host that is logged in to over SSH, such as one of an external indexer; folded where there is none. */
export function SshFields(props: DraftFields) {
  const { draft, change } = props;
  const t = useT();
  const text = useFieldProps(props);
  const there = draft.sshAddress.trim() !== '';
  // As it was opened: it must not fold itself up under the hand that empties the address.
  const [open] = useState(there);
  return (
    <details className="folded" open={open}>
      <summary>{t('device.ssh')}</summary>
      <div className="columns">
        <Field mono {...text('sshAddress')} hint={t('device.sshHint')} />
        {there && <Field {...text('sshUser')} />}
      </div>
      {there && (
        <dl className="facts">
          <Pin
            label={t('device.sshPin')}
            value={draft.sshPin}
            forget={t('device.forgetSsh')}
            onForget={() => change({ sshPin: null })}
          />
        </dl>
      )}
    </details>
  );
}
