import { useState } from 'react';
import type { ActionResult, Device, PowerVerb, Site } from '../../../preload/contract.ts';
import { useAsked } from '../device/asked.ts';
import { useT } from '../i18n.ts';
import { isRunning, useErrand } from '../idrac/errand.ts';
import { readIdrac, useIdrac, useStatus } from '../idrac/reading.ts';
import { type Lock, lockFrom, rulesOf } from '../locks.ts';
import { Button } from '../parts/Button.tsx';
import { ConfirmSheet } from '../parts/ConfirmSheet.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { GatedButton } from '../parts/GatedButton.tsx';
import { LockTag } from '../parts/LockTag.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { Plate } from '../parts/Plate.tsx';
import { ReadingLine } from '../parts/ReadingLine.tsx';
import { WhySheet } from '../parts/WhySheet.tsx';
import { readRack, send, useParts, useStore } from '../store.ts';
import { verbs, waitsForReading } from './verbs.ts';
import './power.css';

/** Asks the gate, and again whenever the picture of the rack or the run changes. A failed answer locks everything. */
function useChecks(siteId: string, deviceId: string) {
  const rack = useStore((s) => s.rack);
  const { run, runSeq } = useParts('run', 'runSeq');
  const { answer: checks, failure, again: check } = useAsked('power.check', siteId, deviceId, [rack, run, runSeq]);
  return { checks, failure, check };
}

export function PowerPanel({ site, device }: { site: Site; device: Device }) {
  const t = useT();
  const status = useStatus(device);
  const { answer } = useIdrac(site, device);
  const busy = isRunning(useErrand(site, device));
  const { checks, failure, check } = useChecks(site.id, device.id);
  const [open, setOpen] = useState<{ verb: PowerVerb; lock: Lock } | null>(null);
  const [result, setResult] = useState<ActionResult | null>(null);
  const close = () => setOpen(null);
  const read = async () => {
    await Promise.all([readRack(site.id), readIdrac(site.id, device)]);
    await check();
  };
  const take = (outcome: ActionResult) => {
    setResult(outcome);
    void readIdrac(site.id, device);
  };
  const lockOf = (verb: PowerVerb): Lock => {
    if (busy) return 'busy';
    return waitsForReading(verb, result, status?.power ?? null) ? 'unread' : lockFrom(checks?.[verb]);
  };
  const rules = rulesOf(checks, verbs);
  return (
    <div className="power-grid">
      <div className="stack">
        <Plate
          name={device.name}
          serial={device.serial}
          bmc={device.bmc?.address ?? null}
          idrac={device.idrac?.address ?? null}
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
          <Button icon="refresh" isDisabled={answer?.busy ?? false} onPress={() => void read()}>
            {t('rack.refresh')}
          </Button>
        </div>
        {result && <OutcomeNote result={result} onReadAgain={() => void read()} />}
        {failure && <FailureNote failure={failure} />}
        <div className="verbs">
          {verbs.map((verb) => {
            const lock = lockOf(verb);
            return (
              <GatedButton
                key={verb}
                big
                label={t(`power.verb.${verb}`)}
                does={t(`power.does.${verb}`)}
                lock={lock}
                verdicts={checks?.[verb] ?? []}
                onPress={() => setOpen({ verb, lock })}
              />
            );
          })}
        </div>
      </div>
      <section className="stack tight" aria-labelledby="power-locks">
        <h2 id="power-locks">{t('locks.title')}</h2>
        {rules.length === 0 && (
          <p className="muted">{busy ? t('locks.busyWhy') : checks ? t('locks.noneHere') : t('locks.unchecked')}</p>
        )}
        {rules.map(({ verdict, blocked }) => (
          <LockTag key={verdict.rule} verdict={verdict}>
            <p className="small">
              {t('locks.blocks', { actions: blocked.map((v) => t(`power.verb.${v}`)).join(', ') })}
            </p>
          </LockTag>
        ))}
      </section>
      {open && open.lock !== 'open' && (
        <WhySheet
          what={t(`power.verb.${open.verb}`)}
          verdicts={checks?.[open.verb] ?? null}
          lock={open.lock}
          onClose={close}
        />
      )}
      {open?.lock === 'open' && (
        <ConfirmSheet
          device={device}
          title={t('power.confirm', { verb: t(`power.verb.${open.verb}`), name: device.name })}
          does={t(`power.does.${open.verb}`)}
          deed={t(`power.send.${open.verb}`)}
          send={(serial) => send('power.perform', site.id, device.id, open.verb, serial)}
          onResult={take}
          onClose={close}
        />
      )}
    </div>
  );
}
