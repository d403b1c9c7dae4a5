import type { ReactNode } from 'react';
import type { BmcSetupView, Reading } from '../../../preload/contract.ts';
import { useT, useWord } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { useAsked } from './asked.ts';
import { BootForm } from './BootForm.tsx';
import { LanForm } from './LanForm.tsx';
import { OrderButton, type Orders, useOrders } from './orders.tsx';
import { PanelHead, type PanelProps, Read } from './Panel.tsx';
import { UserTable } from './UserTable.tsx';

type Lines = { label: string; value: string }[];

function Part<V>(props: { name: string; reading: Reading<V>; children: (value: V) => ReactNode; after?: ReactNode }) {
  return (
    <section className="panel stack tight" aria-label={props.name}>
      <h2>{props.name}</h2>
      <Read reading={props.reading} busy={false}>
        {props.children}
      </Read>
      {props.after}
    </section>
  );
}

function Facts({ lines }: { lines: Lines }) {
  const t = useT();
  const word = useWord();
  if (lines.length === 0) return <p className="muted">{t('setup.nothing')}</p>;
  return (
    <dl className="facts">
      {lines.map((l) => (
        <div key={`${l.label} ${l.value}`} className="pair">
          <dt>{word(`setup.label.${l.label}`, l.label)}</dt>
          <dd>{word(`setup.value.${l.value}`, l.value) || '–'}</dd>
        </div>
      ))}
    </dl>
  );
}

function Resets({ orders }: { orders: Orders }) {
  const t = useT();
  return (
    <section className="panel stack tight" aria-label={t('setup.reset')}>
      <h2>{t('setup.reset')}</h2>
      <OrderButton orders={orders} action="bmc.reset.warm" order={{ action: 'bmc.reset.warm' }} icon="refresh" />
      <OrderButton orders={orders} action="bmc.reset.cold" order={{ action: 'bmc.reset.cold' }} icon="refresh" />
    </section>
  );
}

function Parts({ setup, orders }: { setup: BmcSetupView; orders: Orders }) {
  const t = useT();
  const facts = (lines: Lines) => <Facts lines={lines} />;
  return (
    <div className="panel-grid">
      <Part name={t('setup.boot')} reading={setup.boot}>
        {(boot) => <BootForm boot={boot} orders={orders} />}
      </Part>
      <Part name={t('setup.users')} reading={setup.users}>
        {(users) => <UserTable users={users} orders={orders} />}
      </Part>
      <Part name={t('setup.lan')} reading={setup.lan} after={<LanForm orders={orders} />}>
        {facts}
      </Part>
      <Part name={t('setup.device')} reading={setup.device}>
        {facts}
      </Part>
      <Part name={t('setup.sol')} reading={setup.sol}>
        {facts}
      </Part>
      <Part name={t('setup.channel')} reading={setup.channel}>
        {facts}
      </Part>
      <Part name={t('setup.watchdog')} reading={setup.watchdog}>
        {facts}
      </Part>
      <Resets orders={orders} />
    </div>
  );
}

export function SetupPanel({ site, device }: PanelProps) {
  const { answer, failure, busy, again } = useAsked('bmc.setup', site.id, device.id);
  const orders = useOrders(site, device, () => void again());
  return (
    <div className="stack">
      <PanelHead at={answer?.device.at ?? null} busy={busy} onRead={() => void again()} />
      {orders.note}
      {failure && <FailureNote failure={failure} />}
      {answer && <Parts setup={answer} orders={orders} />}
    </div>
  );
}
