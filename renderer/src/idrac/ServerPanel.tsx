import { useState } from 'react';
import type { Device, IdracView, Site } from '../../../preload/contract.ts';
import { OrderButton, type Orders, useOrders } from '../device/orders.tsx';
import type { PanelProps } from '../device/Panel.tsx';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { copyText } from '../parts/transfer.ts';
import { call, notify } from '../store.ts';
import { IdracPart } from './IdracHead.tsx';
import { useIdrac } from './reading.ts';

type Info = NonNullable<IdracView['info']['value']>;

/** The service tag as large as the label, to be compared, read out and copied. */
function ServiceTag({ site, device, tag }: { site: Site; device: Device; tag: string | null }) {
  const t = useT();
  if (tag === null) return <p className="note warn">{t('idrac.noTag')}</p>;
  const copy = () => {
    if (copyText(tag)) notify({ tone: 'good', text: t('idrac.tagCopied', { tag }), failure: null });
  };
  const bind = async () => {
    if (await call('devices.save', site.id, { ...device, serial: tag }))
      notify({ tone: 'good', text: t('connection.bound', { serial: tag }), failure: null });
  };
  const other = device.serial !== null && device.serial !== tag;
  return (
    <div className="stack tight">
      <div className="row">
        <p className="service-tag">
          <span className="small muted">{t('idrac.tag')}</span>
          <b className="mono">{tag}</b>
        </p>
        <Button icon="copy" onPress={copy}>
          {t('idrac.copyTag')}
        </Button>
      </div>
      {tag !== device.serial && (
        <div className={other ? 'note bad' : 'note'}>
          <Icon name={other ? 'warn' : 'entered'} />
          <div className="stack tight">
            <p>{other ? t('idrac.otherTag', { tag, bound: device.serial ?? '' }) : t('idrac.newTag', { tag })}</p>
            <div>
              <Button onPress={() => void bind()}>{t('connection.bind', { serial: tag })}</Button>
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

function DefaultPassword({ reading }: { reading: IdracView['defaultPassword'] }) {
  const t = useT();
  if (reading.value === true)
    return (
      <div className="note bad">
        <Icon name="warn" />
        <p>
          <b>{t('idrac.defaultPassword')}</b> {t('idrac.defaultPasswordNext')}
        </p>
      </div>
    );
  return (
    <p className="muted small">
      {t(reading.value === false ? 'idrac.noDefaultPassword' : 'idrac.defaultPasswordUnread')}
    </p>
  );
}

function Facts({ info, by }: { info: Info; by: string | null }) {
  const t = useT();
  const none = t('reading.notRead');
  return (
    <dl className="facts">
      <dt>{t('idrac.model')}</dt>
      <dd>{info.model ?? none}</dd>
      <dt>{t('idrac.systemId')}</dt>
      <dd className="mono">
        {info.systemId === null ? none : info.systemId.toString(16).toUpperCase().padStart(4, '0')}
      </dd>
      <dt>{t('idrac.biosVersion')}</dt>
      <dd className="mono">{info.biosVersion ?? none}</dd>
      <dt>{t('idrac.idracVersion')}</dt>
      <dd className="mono">{info.idracVersion ?? none}</dd>
      <dt>{t('rack.power')}</dt>
      <dd>{info.power ? t(`power.state.${info.power}`) : none}</dd>
      <dt>{t('idrac.by')}</dt>
      <dd>{by ?? none}</dd>
    </dl>
  );
}

/** Dell reference: 20 characters up to iDRAC 9 3.3x; racadm does not escape a quotation mark. */
const LONGEST = 20;

function SetPassword({ orders }: { orders: Orders }) {
  const t = useT();
  const [userId, setUserId] = useState('2');
  const [password, setPassword] = useState('');
  const user = /^\d{1,2}$/.test(userId.trim()) ? Number(userId) : 0;
  const rightUser = user >= 2 && user <= 16;
  const rightPassword = password.length > 0 && password.length <= LONGEST && !password.includes('"');
  const action = 'idrac.user.setPassword';
  return (
    <OrderButton
      orders={orders}
      action={action}
      icon="key"
      order={rightUser && rightPassword ? { action, userId: user, password } : null}
      onClose={() => setPassword('')}
      ask={
        <>
          <Field
            inputMode="numeric"
            label={t('idrac.userId')}
            hint={t('idrac.userIdHint')}
            value={userId}
            onChange={setUserId}
            problem={rightUser ? null : t('idrac.userIdHint')}
          />
          <Field
            autoFocus
            type="password"
            autoComplete="new-password"
            label={t('setup.newPassword')}
            hint={t('idrac.passwordHint', { count: password.length, most: LONGEST })}
            value={password}
            onChange={setPassword}
            problem={password !== '' && !rightPassword ? t('idrac.passwordProblem', { most: LONGEST }) : null}
          />
          <p className="note warn">{t('idrac.ownUser')}</p>
        </>
      }
    />
  );
}

/** Who this server is, what runs on it, and what one may do to its iDRAC. */
export function ServerPanel({ site, device }: PanelProps) {
  const t = useT();
  const { again } = useIdrac(site, device);
  const orders = useOrders(site, device, () => void again(), 'idrac');
  return (
    <IdracPart site={site} device={device} pick={(view) => view.info} note={orders.note}>
      {(info, view) => (
        <div className="stack">
          <ServiceTag site={site} device={device} tag={info.serviceTag} />
          <DefaultPassword reading={view.defaultPassword} />
          <div className="panel-grid">
            <section className="panel stack tight" aria-label={t('device.tab.server')}>
              <h2>{t('device.tab.server')}</h2>
              <Facts info={info} by={view.by} />
            </section>
            <section className="panel stack tight" aria-label={t('idrac.care')}>
              <h2>{t('idrac.care')}</h2>
              <SetPassword orders={orders} />
              <OrderButton orders={orders} action="idrac.reset" order={{ action: 'idrac.reset' }} icon="refresh" />
            </section>
          </div>
        </div>
      )}
    </IdracPart>
  );
}
