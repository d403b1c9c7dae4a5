import { useState } from 'react';
import type { Device, IdracNetwork } from '../../../preload/contract.ts';
import { OrderButton, type Orders, useOrders } from '../device/orders.tsx';
import type { PanelProps } from '../device/Panel.tsx';
import { useT } from '../i18n.ts';
import { Choices, Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { IdracPart } from './IdracHead.tsx';
import { afterwardsOf, draftOf, type NetworkDraft, orderOf, problemsOf } from './network.ts';
import { useIdrac } from './reading.ts';

/** Both states side by side; what changes is marked by an arrow and said by weight, not by colour. */
function NowAndAfter({ now, draft }: { now: IdracNetwork; draft: NetworkDraft }) {
  const t = useT();
  const unread = t('reading.notRead');
  const origin = (dhcp: boolean | null) => (dhcp === null ? unread : t(dhcp ? 'idrac.net.dhcp' : 'idrac.net.static'));
  const given = t('idrac.net.byServer');
  const rows = [
    { label: t('idrac.net.origin'), is: origin(now.dhcp), will: origin(draft.dhcp) },
    ...(['address', 'mask', 'gateway'] as const).map((key) => ({
      label: t(`idrac.net.${key}`),
      is: now[key] ?? unread,
      will: draft.dhcp ? (now.dhcp === true ? (now[key] ?? unread) : given) : draft[key].trim() || '–',
    })),
  ];
  return (
    <div className="scroll-x">
      <table className="now-after" aria-label={t('idrac.net.table')}>
        <thead>
          <tr>
            <th scope="col">{t('idrac.net.setting')}</th>
            <th scope="col">{t('idrac.net.now')}</th>
            <th scope="col">{t('idrac.net.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, is, will }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="mono">{is}</td>
              <td className="mono">{is === will ? will : <b>→ {will}</b>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the change cuts off, and how one gets back in. Said before it is sent, not after. */
function Consequences({ device, now, draft }: { device: Device; now: IdracNetwork; draft: NetworkDraft }) {
  const t = useT();
  const order = orderOf(draft, now);
  const afterwards = afterwardsOf(order, now);
  if (afterwards === 'same') return <p className="muted">{t('idrac.net.nothing')}</p>;
  const values = {
    old: device.idrac?.address ?? '',
    address: order && 'address' in order ? order.address : '',
    mac: now.mac ?? t('reading.notRead'),
  };
  return (
    <div className="note warn">
      <Icon name="warn" />
      <div className="stack tight">
        <p>
          <b>{t('idrac.net.cutOff')}</b> {t(`idrac.net.cuts.${afterwards}`, values)}
        </p>
        <p>
          <b>{t('idrac.net.reconnect')}</b> {t(`idrac.net.back.${afterwards}`, values)}
        </p>
        <p>{t('idrac.net.lastResort')}</p>
      </div>
    </div>
  );
}

function AddressForm({ now, orders }: { now: IdracNetwork; orders: Orders }) {
  const t = useT();
  const [draft, setDraft] = useState(draftOf(now));
  const problems = problemsOf(draft);
  const order = orderOf(draft, now);
  const field = (key: 'address' | 'mask' | 'gateway') => {
    const problem = problems[key];
    return {
      label: t(`idrac.net.${key}`),
      value: draft[key],
      onChange: (value: string) => setDraft({ ...draft, [key]: value }),
      problem: problem ? t(`idrac.net.problem.${problem}`) : null,
    };
  };
  const consequences = <Consequences device={orders.device} now={now} draft={draft} />;
  return (
    <section className="panel stack" aria-label={t('idrac.net.change')}>
      <h2>{t('idrac.net.change')}</h2>
      <Choices
        label={t('idrac.net.origin')}
        value={draft.dhcp ? 'dhcp' : 'static'}
        options={[
          { value: 'static', label: t('idrac.net.static') },
          { value: 'dhcp', label: t('idrac.net.dhcp') },
        ]}
        onChange={(v) => setDraft({ ...draft, dhcp: v === 'dhcp' })}
      />
      {!draft.dhcp && (
        <div className="columns">
          <Field mono {...field('address')} />
          <Field mono {...field('mask')} />
          <Field mono {...field('gateway')} />
        </div>
      )}
      <NowAndAfter now={now} draft={draft} />
      {consequences}
      {order && (
        <OrderButton
          orders={orders}
          action={order.action}
          label={t('idrac.net.set')}
          order={order}
          ask={
            <>
              <NowAndAfter now={now} draft={draft} />
              {consequences}
            </>
          }
        />
      )}
    </section>
  );
}

function Port({ now, orders }: { now: IdracNetwork; orders: Orders }) {
  const t = useT();
  const lan = (enabled: boolean) => (
    <OrderButton
      orders={orders}
      action="idrac.ipmiOverLan"
      label={t(enabled ? 'idrac.net.ipmiOn' : 'idrac.net.ipmiOff')}
      order={{ action: 'idrac.ipmiOverLan', enabled }}
    />
  );
  return (
    <section className="panel stack tight" aria-label={t('idrac.net.port')}>
      <h2>{t('idrac.net.port')}</h2>
      <dl className="facts">
        <dt>{t('idrac.net.mac')}</dt>
        <dd className="mono">{now.mac ?? t('reading.notRead')}</dd>
        <dt>{t('idrac.net.enabled')}</dt>
        <dd>{now.enabled === null ? t('reading.notRead') : t(now.enabled ? 'setup.enabled' : 'setup.disabled')}</dd>
        <dt>{t('idrac.net.reachedAt')}</dt>
        <dd className="mono">{orders.device.idrac?.address}</dd>
      </dl>
      {now.enabled !== true && (
        <OrderButton orders={orders} action="idrac.nic.enable" order={{ action: 'idrac.nic.enable' }} icon="plug" />
      )}
      <p className="muted small">{t('idrac.net.neverOff')}</p>
      {lan(true)}
      {lan(false)}
    </section>
  );
}

export function NetworkPanel({ site, device }: PanelProps) {
  const { again } = useIdrac(site, device);
  const orders = useOrders(site, device, () => void again(), 'idrac');
  return (
    <IdracPart site={site} device={device} pick={(view) => view.network} note={orders.note}>
      {(now) => (
        <div className="panel-grid">
          <AddressForm key={JSON.stringify(now)} now={now} orders={orders} />
          <Port now={now} orders={orders} />
        </div>
      )}
    </IdracPart>
  );
}
