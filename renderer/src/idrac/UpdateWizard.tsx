import { type FormEvent, type ReactNode, useState } from 'react';
import type { Failure, PackageView } from '../../../preload/contract.ts';
import { OrderButton, type Orders } from '../device/orders.tsx';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field, Tick } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { call, send } from '../store.ts';
import { PackageCard } from './PackageCard.tsx';
import { inOrder, isIdrac, pathsOf, titleOf } from './packages.ts';

function Step(props: { number: 1 | 2 | 3; now: number; title: string; children: ReactNode }) {
  const { number, now, title } = props;
  const t = useT();
  return (
    <li className={`wizard-step${number === now ? ' is-now' : ''}`} aria-current={number === now ? 'step' : undefined}>
      <h3>
        {number < now && (
          <span className="tone-ok">
            <Icon name="check" /> <span className="hidden">{t('run.stepStatus.done')}</span>
          </span>
        )}
        {t('idrac.fw.step', { number, title })}
      </h3>
      {props.children}
    </li>
  );
}

/** Step 3: the order with what it brings and what will happen; it is confirmed with the serial on a sheet. */
function Install({ orders, chosen, onSent }: { orders: Orders; chosen: PackageView; onSent: () => void }) {
  const t = useT();
  const [keys, setKeys] = useState(false);
  const asksKeys = chosen.impactsTpm !== false;
  const name = chosen.name ?? chosen.file;
  const version = chosen.version ?? '';
  const title = titleOf(name, version);
  const { components, rebootRequired } = chosen;
  return (
    <div className="stack tight">
      <p>
        <b>{title}</b>
      </p>
      {rebootRequired !== false && <p className="note warn">{t('idrac.fw.willReboot')}</p>}
      {isIdrac(chosen) && <p className="note warn">{t('idrac.fw.willBeSilent')}</p>}
      {asksKeys && (
        <div className="note warn">
          <Icon name="key" />
          <div className="stack tight">
            <p>{t(chosen.impactsTpm === null ? 'idrac.fw.tpmUnknown' : 'idrac.fw.tpmYes')}</p>
            <Tick isSelected={keys} onChange={setKeys}>
              {t('idrac.fw.keys')}
            </Tick>
          </div>
        </div>
      )}
      {asksKeys && !keys ? (
        <p className="muted">{t('idrac.fw.keysFirst')}</p>
      ) : (
        <OrderButton
          orders={orders}
          action="firmware.update"
          label={t('idrac.fw.install', { title })}
          icon="up"
          order={{ action: 'firmware.update', file: chosen.file }}
          cargo={{ name, version, components, rebootRequired }}
          onSend={onSent}
        />
      )}
    </div>
  );
}

/** An Update Package on its way to the server: which file, what it is and whether it fits, then the confirmation. */
export function UpdateWizard({ orders }: { orders: Orders }) {
  const t = useT();
  const { site, device, busy } = orders;
  const [text, setText] = useState('');
  const [packages, setPackages] = useState<PackageView[] | null>(null);
  const [chosen, setChosen] = useState<PackageView | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [reading, setReading] = useState(false);
  const [tried, setTried] = useState(false);
  const files = pathsOf(text);
  const restart = () => {
    setPackages(null);
    setChosen(null);
    setFailure(null);
  };
  const inspect = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (files.length === 0 || reading) return;
    restart();
    setReading(true);
    const result = await send('firmware.inspect', files, { siteId: site.id, deviceId: device.id });
    setReading(false);
    if (result.ok) setPackages(inOrder(result.value));
    else setFailure(result.error);
  };
  const rehearse = async () => {
    const paths = await call('practice.packages');
    if (!paths) return;
    // What is for the indexer hosts is none of a Dell server's.
    setText(paths.filter((one) => !one.endsWith('.rpm')).join('\n'));
    restart();
  };
  const now = chosen ? 3 : packages ? 2 : 1;
  return (
    <section className="panel stack" aria-labelledby="update-wizard">
      <h2 id="update-wizard">{t('idrac.fw.update')}</h2>
      {busy && <p className="note">{t('locks.busyWhy')}</p>}
      <ol className="wizard">
        <Step number={1} now={now} title={t('idrac.fw.choose')}>
          <form className="stack tight" onSubmit={(e) => void inspect(e)} noValidate>
            <Field
              mono
              lines={3}
              spellCheck="false"
              autoComplete="off"
              label={t('idrac.fw.files')}
              hint={t('idrac.fw.filesHint')}
              value={text}
              onChange={(value) => {
                setText(value);
                restart();
              }}
              problem={tried && files.length === 0 ? t('problem.required') : null}
            />
            <div className="row">
              <Button type="submit" tone={now === 1 ? 'primary' : 'plain'} icon="search" isDisabled={reading}>
                {t('idrac.fw.inspect')}
              </Button>
              {site.practice && (
                <Button icon="down" isDisabled={reading} onPress={() => void rehearse()}>
                  {t('idrac.fw.practice')}
                </Button>
              )}
              <span role="status" className="muted">
                {reading ? t('idrac.fw.inspecting') : ''}
              </span>
            </div>
            {failure && <FailureNote failure={failure} />}
          </form>
        </Step>
        <Step number={2} now={now} title={t('idrac.fw.what')}>
          {packages === null ? (
            <p className="muted">{t('idrac.fw.whatLater')}</p>
          ) : (
            <div className="stack">
              {packages.length > 1 && <p className="note">{t('idrac.fw.order')}</p>}
              {packages.map((p) => (
                <PackageCard key={p.file} found={p} isChosen={p === chosen} onChoose={() => setChosen(p)} />
              ))}
            </div>
          )}
        </Step>
        <Step number={3} now={now} title={t('idrac.fw.confirm')}>
          {chosen ? (
            <Install key={chosen.file} orders={orders} chosen={chosen} onSent={restart} />
          ) : (
            <p className="muted">{t('idrac.fw.confirmLater')}</p>
          )}
        </Step>
      </ol>
    </section>
  );
}
