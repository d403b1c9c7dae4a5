import { useState } from 'react';
import type { BmcSetupView } from '../../../preload/contract.ts';
import { useT, useWord } from '../i18n.ts';
import { Field } from '../parts/Field.tsx';
import { OrderButton, type Orders } from './orders.tsx';

type User = NonNullable<BmcSetupView['users']['value']>[number];

/** IPMI 2.0, 22.30: 20 bytes at most. */
const LONGEST = 20;

function SetPassword({ user, orders }: { user: User; orders: Orders }) {
  const t = useT();
  const [password, setPassword] = useState('');
  const length = new TextEncoder().encode(password).length;
  const fits = length > 0 && length <= LONGEST;
  const own = orders.device.bmc?.user === user.name;
  const clear = () => setPassword('');
  const action = 'user.setPassword';
  return (
    <OrderButton
      orders={orders}
      action={action}
      label={t('setup.passwordFor', { id: user.id, name: user.name || t('setup.noName') })}
      icon="key"
      order={fits ? { action, userId: user.id, password } : null}
      onClose={clear}
      ask={
        <>
          <Field
            autoFocus
            type="password"
            autoComplete="new-password"
            label={t('setup.newPassword')}
            hint={t('setup.passwordHint', { count: length, most: LONGEST })}
            value={password}
            onChange={setPassword}
            problem={length > LONGEST ? t('setup.passwordLong', { most: LONGEST }) : null}
          />
          {own && <p className="note warn">{t('setup.ownUser')}</p>}
        </>
      }
    />
  );
}

export function UserTable({ users, orders }: { users: User[]; orders: Orders }) {
  const t = useT();
  const word = useWord();
  const enabled = (u: User) =>
    u.enabled === null ? t('reading.notRead') : t(u.enabled ? 'setup.enabled' : 'setup.disabled');
  return (
    <div className="stack tight">
      <div className="scroll-x">
        <table aria-label={t('setup.users')}>
          <thead>
            <tr>
              <th scope="col">{t('events.number')}</th>
              <th scope="col">{t('setup.userName')}</th>
              <th scope="col">{t('setup.privilege')}</th>
              <th scope="col">{t('health.stateHead')}</th>
            </tr>
          </thead>
          <tbody>
            {users.map((u) => (
              <tr key={u.id}>
                <td className="mono">{u.id}</td>
                <th scope="row">{u.name || <span className="muted">{t('setup.noName')}</span>}</th>
                <td>{word(`setup.level.${u.privilege}`, u.privilege)}</td>
                <td>{enabled(u)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="folded">
        <summary>{t('setup.setPassword')}</summary>
        <div className="stack tight">
          {users.map((u) => (
            <SetPassword key={u.id} user={u} orders={orders} />
          ))}
        </div>
      </details>
    </div>
  );
}
