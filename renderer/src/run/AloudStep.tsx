import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Aloud, AloudLine, HeardBack, Language, RunView, SpelledGroup } from '../../../preload/contract.ts';
import { useLanguage, useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { BothToggle } from '../parts/BothToggle.tsx';
import { IconButton } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx';
import { useStore } from '../store.ts';
import { compareBack } from './aloud.ts';
import '../parts/aloud.css';
import './aloud.css';

/** The current step, very large, for whoever reads it to somebody at the rack. It follows the run. */
export function AloudStep({ run, onClose }: { run: RunView; onClose: () => void }) {
  const t = useT();
  const aloud = run.current?.aloud;
  return (
    <ModalOverlay isOpen isDismissable={false} onOpenChange={(open) => open || onClose()} className="aloud-overlay">
      <Modal className="aloud">
        <Dialog className="aloud-dialog step-aloud">
          <div className="row spread">
            <p className="eyebrow">{t('aloud.title')}</p>
            <div className="row">
              <BothToggle />
              <LanguageSwitch />
              <IconButton icon="cross" label={t('app.close')} onPress={onClose} />
            </div>
          </div>
          {aloud && run.current ? <Lines key={run.current.path} aloud={aloud} /> : <Over />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Over() {
  const t = useT();
  return (
    <Heading slot="title" level={2}>
      {t('aloud.over')}
    </Heading>
  );
}

function Lines({ aloud }: { aloud: Aloud }) {
  const t = useT();
  const [place, ...lines] = aloud.lines;
  return (
    <>
      <Heading slot="title" level={2} aria-live="polite">
        {place && <Both text={place.text} />}
      </Heading>
      <ol className="aloud-lines">
        {lines.map((line) => (
          <li key={`${line.kind} ${line.text.en}`} className={`line-${line.kind}`}>
            <LineMark kind={line.kind} />
            <span>
              <Both text={line.text} />
            </span>
          </li>
        ))}
      </ol>
      {aloud.readBack.length > 0 && (
        <section className="stack" aria-labelledby="read-back">
          <h3 id="read-back" className="aloud-head">
            {t('aloud.expected')}
          </h3>
          {aloud.readBack.map((back) => (
            <Expected key={`${back.label.en} ${back.value.en}`} back={back} />
          ))}
        </section>
      )}
    </>
  );
}

function LineMark({ kind }: { kind: AloudLine['kind'] }) {
  if (kind === 'caution' || kind === 'blocked') return <Icon name={kind === 'caution' ? 'warn' : 'lock'} />;
  return kind === 'ask' ? <Icon name="question" /> : null;
}

/** One expected value, spelled, with a field for what is heard. */
function Expected({ back }: { back: HeardBack }) {
  const t = useT();
  const language = useLanguage();
  const sideBySide = useStore((s) => s.sideBySide);
  const [heard, setHeard] = useState('');
  const echo = compareBack(heard, back.value);
  const languages: Language[] = sideBySide ? [language, language === 'en' ? 'de' : 'en'] : [language];
  return (
    <div className="panel stack tight aloud-expected">
      <p className="muted">
        <Both text={back.label} />
      </p>
      <p>
        <b className={back.spelled.length > 0 ? 'mono' : ''}>
          {back.spelled.length > 0 ? back.value[language] : <Both text={back.value} />}
        </b>
      </p>
      {back.spelled.length > 0 && <Spelling groups={back.spelled} languages={languages} />}
      <Field
        mono
        autoComplete="off"
        spellCheck="false"
        label={t('aloud.heard')}
        value={heard}
        onChange={setHeard}
        problem={echo.is === 'wrong' ? t('aloud.wrongAt', { place: echo.wrongAt }) : null}
      />
      <p role="status" className="tone-ok">
        {echo.is === 'same' ? `✓ ${t('keys.aloud.same')}` : ''}
      </p>
    </div>
  );
}

function Spelling({ groups, languages }: { groups: SpelledGroup[]; languages: Language[] }) {
  return (
    <ol className="spelling">
      {groups.map((group, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
        <li key={i}>
          <b className="mono">{group.characters}</b>
          {languages.map((language) => (
            <span key={language} lang={language}>
              {group.words.map((word) => word[language]).join(' ')}
            </span>
          ))}
        </li>
      ))}
    </ol>
  );
}
