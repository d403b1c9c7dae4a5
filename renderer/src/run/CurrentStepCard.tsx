import { memo } from 'react';
import type { CurrentStep, RunView } from '../../../preload/contract.ts';
import { clock, sourceLine } from '../format.ts';
import { useT, useText } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { kindIcons } from '../parts/kinds.ts';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { Plate } from '../parts/Plate.tsx';
import { ReadingLine } from '../parts/ReadingLine.tsx';
import { PictureChoice } from '../pictures/PictureChoice.tsx';
import { routeTo } from '../route.ts';
import { readRack } from '../store.ts';
import { AnswerForm } from './AnswerForm.tsx';
import { factWord } from './factWord.ts';
import { GoForm } from './GoForm.tsx';
import { ruleKey } from './panel.ts';
import { RuleTag } from './RuleTag.tsx';
import { sameParts } from './sameParts.ts';
import { TurnBanner } from './TurnBanner.tsx';

/** The one thing to do now. */
export const CurrentStepCard = memo(
  function CurrentStepCard(props: { run: RunView; step: CurrentStep; onPicture: (file: File) => void }) {
    const { run, step, onPicture } = props;
    const t = useT();
    // A reading the tool could not take, or not alone, asks the person: then it is theirs.
    const kind = step.kind === 'sense' && !step.automatic && step.asks.length > 0 ? 'input' : step.kind;
    const role = run.bindings.find((b) => b.role === step.device?.role)?.label;
    const waitsForPerson = !step.automatic && run.status === 'open' && run.driver === 'here';
    return (
      <section
        className={step.kind === 'act' ? 'now now-act' : 'now'}
        aria-labelledby="now-title"
        data-step={step.path}
      >
        <p className="now-kind">
          <Icon name={kindIcons[kind]} />
          <span>{t(`kind.${kind}`)}</span>
          <span className="muted">{t('run.stepSince', { time: clock(step.since) })}</span>
        </p>
        <TurnBanner run={run} step={step} />
        <h2 id="now-title" className="now-title" tabIndex={-1}>
          <Both text={step.title} />
        </h2>
        {step.where && (
          <p className="now-where">
            <span className="eyebrow">{t('run.where')}</span>{' '}
            <span>
              <Both text={step.where} />
            </span>
          </p>
        )}
        {step.device && (
          <>
            {/* An order needs the plate to compare with; elsewhere the banner above says it all. */}
            {(!step.of || step.action !== null || step.device.bmc) && (
              <Plate name={step.device.name} serial={step.device.serial} bmc={step.device.bmc} />
            )}
            {role && (
              <p className="hidden">
                <Both text={role} />
              </p>
            )}
            {step.device.bmc && (
              <p>
                <a href={routeTo('console', step.device.deviceId)}>{t('console.openLink')}</a>
              </p>
            )}
          </>
        )}
        {step.text && (
          <p className="now-text">
            <Both text={step.text} />
          </p>
        )}
        {step.cautions.map((c) => (
          <p key={c.en} className="note warn">
            <Icon name="warn" />
            <span>
              <b>{t('run.caution')}</b> <Both text={c} />
            </span>
          </p>
        ))}
        {step.readings.length > 0 && (
          <dl className="readings">
            {step.readings.map((r) => (
              <ReadingText key={r.fact} reading={r} />
            ))}
          </dl>
        )}
        {step.lastResult && <OutcomeNote result={step.lastResult} onReadAgain={() => void readRack(run.siteId)} />}
        {step.failure && <FailureNote failure={step.failure} />}
        {step.blockedBy.length > 0 && (
          <section className="stack tight" aria-label={t('run.blocked')}>
            <h3>{t('run.blocked')}</h3>
            {step.blockedBy.map((v) => (
              <RuleTag key={ruleKey(v)} run={run} verdict={v} />
            ))}
          </section>
        )}
        {step.automatic && (
          <p className="note" role="status">
            <Icon name="sensed" />
            <span>{t(step.kind === 'wait' ? 'run.autoWait' : 'run.auto')}</span>
          </p>
        )}
        {waitsForPerson && (step.asks.length > 0 || step.action === null) && <AnswerForm run={run} step={step} />}
        {waitsForPerson && step.action !== null && <GoForm run={run} step={step} action={step.action} />}
        {run.status === 'open' && <PictureChoice onTake={onPicture} />}
        {step.sources.length > 0 && (
          <p className="small muted">{t('app.source', { source: step.sources.map(sourceLine).join('; ') })}</p>
        )}
      </section>
    );
  },
  sameParts('id', 'siteId', 'status', 'driver', 'bindings'),
);

function ReadingText({ reading }: { reading: CurrentStep['readings'][number] }) {
  const t = useT();
  const text = useText();
  const { label, text: words, met } = reading;
  return (
    <ReadingLine
      label={text(label)}
      reading={reading.reading}
      say={(v) => (words ? text(words) : factWord(v, t))}
      met={met}
    />
  );
}
