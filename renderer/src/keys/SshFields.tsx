import type { Failure, KeyOrigin } from '../../../preload/contract.ts';
import { failureText, useLanguage, useT } from '../i18n.ts';
import { Field, Tick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';

export type Login = Omit<Extract<KeyOrigin, { kind: 'ssh' }>, 'kind'>;
export const emptyLogin: Login = { address: '', user: '', password: '', hostKey: null };

/** The fingerprint that answered, where nobody has agreed to it yet; null for every other failure. */
export function seenHostKey({ params }: Failure): string | null {
  const seen = params?.fingerprint;
  return typeof seen === 'string' && seen !== '' ? seen : null;
}

/** Login to the Windows of the device. Its fingerprint is agreed to by a person, never taken by itself. */
export function SshFields(props: {
  login: Login;
  onChange: (login: Login) => void;
  failure: Failure | null;
  tried: boolean;
}) {
  const { login, onChange, failure, tried } = props;
  const t = useT();
  const language = useLanguage();
  const seen = failure && seenHostKey(failure);
  const problem = (value: string) => (tried && value.trim() === '' ? t('problem.required') : null);
  return (
    <div className="stack tight">
      <p className="muted">{t('keys.sshText')}</p>
      <Field
        mono
        autoFocus
        autoComplete="off"
        spellCheck="false"
        label={t('keys.sshAddress')}
        value={login.address}
        // Another address is another host: its fingerprint is another, too.
        onChange={(address) => onChange({ ...login, address, hostKey: null })}
        problem={problem(login.address)}
      />
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('keys.sshUser')}
        value={login.user}
        onChange={(user) => onChange({ ...login, user })}
        problem={problem(login.user)}
      />
      <Field
        type="password"
        autoComplete="off"
        label={t('vault.password')}
        value={login.password}
        onChange={(password) => onChange({ ...login, password })}
        problem={problem(login.password)}
      />
      {failure && seen && (
        <div className="stack tight">
          <div className="note warn" role="alert">
            <Icon name="warn" />
            <div>
              <p>{failureText(failure, language).message}</p>
              <p>{t('keys.hostKey')}</p>
            </div>
          </div>
          <code className="fingerprint">{seen}</code>
          <Tick
            isSelected={login.hostKey === seen}
            onChange={(yes) => onChange({ ...login, hostKey: yes ? seen : null })}
          >
            {t('keys.hostKeyAgree')}
          </Tick>
        </div>
      )}
    </div>
  );
}
