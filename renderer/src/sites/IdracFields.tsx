import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { Consent } from './Consent.tsx';
import { type DraftFields, useFieldProps } from './useFieldProps.ts';

/** What was pinned, and a way to forget it; saving the form is what makes it so. */
export function Pin(props: { label: string; value: string | null; forget: string; onForget: () => void }) {
  const t = useT();
  return (
    <>
      <dt>{props.label}</dt>
      <dd>
        {props.value === null ? (
          <span className="muted">{t('device.pinnedLater')}</span>
        ) : (
          <>
            <code className="small fingerprint">{props.value}</code>
            <div>
              <Button small icon="trash" onPress={props.onForget}>
                {props.forget}
              </Button>
            </div>
          </>
        )}
      </dd>
    </>
  );
}

/** The iDRAC of a Dell server in the form of a device. */
export function IdracFields(props: DraftFields) {
  const { draft, problems, change } = props;
  const t = useT();
  const text = useFieldProps(props);
  const there = draft.idracAddress.trim() !== '';
  return (
    <fieldset className="group">
      <legend>{t('device.idrac')}</legend>
      <div className="columns">
        <Field mono {...text('idracAddress')} hint={t('device.idracHint')} />
        {there && <Field {...text('idracUser')} />}
        {there && <Field inputMode="numeric" {...text('idracSshPort')} />}
      </div>
      {there && (
        <>
          <dl className="facts">
            <Pin
              label={t('device.tlsPin')}
              value={draft.idracTlsPin}
              forget={t('device.forgetTls')}
              onForget={() => change({ idracTlsPin: null })}
            />
            <Pin
              label={t('device.sshPin')}
              value={draft.idracSshPin}
              forget={t('device.forgetSsh')}
              onForget={() => change({ idracSshPin: null })}
            />
          </dl>
          {(draft.idracTlsPin ?? draft.idracSshPin) !== null && <p className="small muted">{t('device.forgetWhy')}</p>}
          <details className="folded" open={draft.legacySsh}>
            <summary>{t('device.legacySsh')}</summary>
            <Consent
              why={t('device.legacySshWhy')}
              label={t('device.legacySshConsent')}
              isSelected={draft.legacySsh}
              onChange={(legacySsh) => change({ legacySsh })}
              problem={problems.legacySsh && t(`problem.${problems.legacySsh}`)}
            />
          </details>
        </>
      )}
    </fieldset>
  );
}
