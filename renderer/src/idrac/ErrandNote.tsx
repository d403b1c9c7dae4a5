import { useEffect, useRef } from 'react';
import type { Device, Site } from '../../../preload/contract.ts';
import { clock, duration } from '../format.ts';
import { number, useLanguage, useT } from '../i18n.ts';
import { Bar } from '../parts/Bar.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { useNow } from '../useNow.ts';
import { dismissErrand, type Errand, isRunning, paceOf, phaseOf, useErrand } from './errand.ts';
import { concerned, isIdrac, titleOf } from './packages.ts';
import { readIdrac, useIdrac } from './reading.ts';
import './idrac.css';

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;

/** How far an upload is: a bar, and in words the bytes, the rate and the time that remains at it. */
function Upload({ errand }: { errand: Errand }) {
  const t = useT();
  const language = useLanguage();
  const { last } = errand;
  if (last === null) return null;
  const pace = paceOf(errand);
  const percent = last.size === 0 ? 100 : Math.floor((last.sent * 100) / last.size);
  return (
    <div className="stack tight">
      <Bar label={t('idrac.errand.upload')} percent={percent} />
      <p className="small">
        {t('idrac.errand.bytes', {
          percent,
          sent: number(megabytes(last.sent), language),
          size: number(megabytes(last.size), language),
        })}
        {pace &&
          last.sent < last.size &&
          ` · ${t('idrac.errand.pace', {
            rate: number(megabytes(pace.rate), language),
            time: duration(Math.ceil(pace.remaining)),
          })}`}
      </p>
    </div>
  );
}

function Running({ errand, device }: { errand: Errand; device: Device }) {
  const t = useT();
  const now = useNow();
  const { cargo, order } = errand;
  const phase = phaseOf(errand);
  const update = order.action === 'firmware.update';
  const place = useRef<HTMLElement>(null);
  // Newer Chromium answers with a promise, which React would take for a clean-up.
  useEffect(() => void place.current?.scrollIntoView({ block: 'center' }), []);
  return (
    <section ref={place} className="panel errand stack tight" aria-labelledby="errand">
      <div className="row">
        <h2 id="errand">{t('idrac.errand.title', { action: t(`action.${order.action}`), device: device.name })}</h2>
        <span className="muted">
          {t('idrac.errand.since', { time: clock(errand.since) })} ·{' '}
          <b className="mono">{duration((now - Date.parse(errand.since)) / 1000)}</b>
        </span>
      </div>
      {cargo && <p>{titleOf(cargo.name, cargo.version)}</p>}
      <p role="status">
        <b>{t(update ? `idrac.errand.phase.${phase}` : 'idrac.errand.restarting')}</b>
      </p>
      {update && <Upload errand={errand} />}
      {phase === 'installing' && cargo && (
        <ul className="stack tight">
          {cargo.rebootRequired !== false && <li>{t('idrac.errand.reboots')}</li>}
          <li>{t(isIdrac(cargo) ? 'idrac.errand.idracSilent' : 'idrac.errand.maybeSilent')}</li>
          <li>{t('idrac.errand.versionCounts')}</li>
        </ul>
      )}
      {update && (
        <p className="note bad">
          <Icon name="hand" />
          <span>{t('idrac.errand.doNotTouch')}</span>
        </p>
      )}
    </section>
  );
}

/** The proof: what the iDRAC says is installed now, beside what was ordered. */
function ReadBack({ site, device, errand }: { site: Site; device: Device; errand: Errand }) {
  const t = useT();
  const { answer } = useIdrac(site, device);
  const { cargo, result } = errand;
  if (!cargo || !result || result.outcome === 'refused') return null;
  if (answer?.busy) return <p className="muted">{t('device.reading')}</p>;
  const found = concerned(answer?.view?.firmware.value ?? [], cargo.components);
  if (found.length === 0) return <p className="note warn">{t('idrac.errand.notReadBack', { ...cargo })}</p>;
  return (
    <ul className="stack tight">
      {found.map((f, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two cards of one kind differ in nothing but their place
        <li key={i} className={f.version === cargo.version ? 'tone-ok' : 'tone-bad'}>
          <Icon name={f.version === cargo.version ? 'check' : 'cross'} />{' '}
          {t('idrac.errand.readBack', { name: f.name, version: f.version, ordered: cargo.version })}
        </li>
      ))}
    </ul>
  );
}

/** A change that takes long, above all tabs of its device: how far it is, what is normal meanwhile, how it ended. */
export function ErrandNote({ site, device }: { site: Site; device: Device }) {
  const t = useT();
  const errand = useErrand(site, device);
  if (!errand) return null;
  if (isRunning(errand)) return <Running errand={errand} device={device} />;
  return (
    <section className="stack tight" aria-label={t('idrac.errand.outcome')}>
      {errand.result && <OutcomeNote result={errand.result} onReadAgain={() => void readIdrac(site.id, device)} />}
      {errand.failure && <FailureNote failure={errand.failure} />}
      <ReadBack site={site} device={device} errand={errand} />
      <div>
        <Button icon="check" onPress={() => dismissErrand(site.id, device.id)}>
          {t('idrac.errand.seen')}
        </Button>
      </div>
    </section>
  );
}
