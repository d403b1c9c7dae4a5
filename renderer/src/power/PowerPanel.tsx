import { useCallback, useEffect, useState } from 'react';
import type { ActionResult, Device, Failure, PowerVerb, Site, Verdict } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { lockFrom, rulesOf } from '../locks.ts';
import { Button } from '../parts/Button.tsx';
import { ConfirmSheet } from '../parts/ConfirmSheet.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { GatedButton } from '../parts/GatedButton.tsx';
import { LockTag } from '../parts/LockTag.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { Plate } from '../parts/Plate.tsx';
import { ReadingLine } from '../parts/ReadingLine.tsx';
import { WhySheet } from '../parts/WhySheet.tsx';
import { readRack, send, useStore } from '../store.ts';
import { verbs, waitsForReading } from './verbs.ts';
import './power.css';

type Checks = Record<PowerVerb, Verdict[]>;

/** Asks the gate, and again whenever the picture of the rack or the run changes. A failed answer locks everything. */
function useChecks(siteId: string, deviceId: string) {
  const rack = useStore((s) => s.rack);
  const run = useStore((s) => s.run);
  const [checks, setChecks] = useState<Checks | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const check = useCallback(async () => {
    const result = await send('power.check', siteId, deviceId);
    setChecks(result.ok ? result.value : null);
    setFailure(result.ok ? null : result.error);
  }, [siteId, deviceId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rack and run are what makes an answer old
  useEffect(() => void check(), [check, rack, run]);
  return { checks, failure, check };
}

export function PowerPanel({ site, device }: { site: Site; device: Device }) {
  const t = useT();
  const status = useStore((s) => s.rack?.devices.find((d) => d.deviceId === device.id) ?? null);
  const { checks, failure, check } = useChecks(site.id, device.id);
  const [open, setOpen] = useState<{ verb: PowerVerb; why: boolean } | null>(null);
  const [result, setResult] = useState<ActionResult | null>(null);
  const close = () => setOpen(null);
  const read = async () => {
    await readRack(site.id);
    await check();
  };
  const rules = rulesOf(checks, verbs);
  return (
    <div className="power-grid">
      <div className="stack">
        <Plate
          name={device.name}
          serial={device.serial}
          bmc={device.bmc?.address ?? null}
          role={status?.role ?? null}
        />
        <div className="row">
          <dl className="power-now">
            {status ? (
              <ReadingLine label={t('rack.power')} reading={status.power} say={(v) => t(`power.state.${v}`)} />
            ) : (
              <p className="muted">{t('reading.notYet')}</p>
            )}
          </dl>
          <Button icon="refresh" onPress={() => void read()}>
            {t('rack.refresh')}
          </Button>
        </div>
        {result && <OutcomeNote result={result} onReadAgain={() => void read()} />}
        {failure && <FailureNote failure={failure} />}
        <div className="verbs">
          {verbs.map((verb) => {
            const waits = waitsForReading(verb, result, status?.power ?? null);
            const lock = waits ? 'unread' : lockFrom(checks?.[verb]);
            return (
              <GatedButton
                key={verb}
                big
                label={t(`power.verb.${verb}`)}
                does={t(`power.does.${verb}`)}
                lock={lock}
                verdicts={checks?.[verb] ?? []}
                onPress={() => setOpen({ verb, why: lock !== 'open' })}
              />
            );
          })}
        </div>
      </div>
      <section className="stack tight" aria-labelledby="power-locks">
        <h2 id="power-locks">{t('locks.title')}</h2>
        {rules.length === 0 && <p className="muted">{checks ? t('locks.noneHere') : t('locks.unchecked')}</p>}
        {rules.map(({ verdict, blocked }) => (
          <LockTag key={verdict.rule} verdict={verdict}>
            <p className="small">
              {t('locks.blocks', { actions: blocked.map((v) => t(`power.verb.${v}`)).join(', ') })}
            </p>
          </LockTag>
        ))}
      </section>
      {open?.why && (
        <WhySheet
          what={t(`power.verb.${open.verb}`)}
          verdicts={checks?.[open.verb] ?? null}
          unread={waitsForReading(open.verb, result, status?.power ?? null)}
          onClose={close}
        />
      )}
      {open && !open.why && (
        <ConfirmSheet
          device={device}
          title={t('power.confirm', { verb: t(`power.verb.${open.verb}`), name: device.name })}
          does={t(`power.does.${open.verb}`)}
          deed={t(`power.send.${open.verb}`)}
          send={(serial) => send('power.perform', site.id, device.id, open.verb, serial)}
          onResult={setResult}
          onClose={close}
        />
      )}
    </div>
  );
}
