import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { KeyView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Field } from '../parts/Field.tsx';
import { Icon } from '../parts/Icon.tsx';
import { LanguageSwitch } from '../parts/LanguageSwitch.tsx';
import { VaultSheet } from '../sites/VaultSheet.tsx';
import { useStore } from '../store.ts';
import { fkeyOf, halvesOf } from './fkeys.ts';
import { begin, compare, groupCount, type Reading, turn, type Word } from './readAloud.ts';
import type { SheetProps } from './sheets.tsx';
import { splitId } from './table.ts';
import { type Digits, useDigits } from './useDigits.ts';
import '../parts/aloud.css';

/** Long enough for a slow listener; moving on to another window hides the digits at once. */
const LONGEST_S = 15 * 60;
type Character = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Characters with the word that cannot be misheard under each. */
function Spelled({ characters, start }: { characters: string; start: number }) {
  const t = useT();
  return (
    <>
      {[...characters].map((c, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a character is its place
        <li key={start + i}>
          <b className="mono">{c}</b>
          <span>{t(`spelling.${c as Character}`)}</span>
        </li>
      ))}
    </>
  );
}

function IdCard({ id }: { id: string | null }) {
  const t = useT();
  if (id === null) return <p className="note warn">{t('keys.aloud.noId')}</p>;
  const { first, rest } = splitId(id);
  return (
    <div className="stack">
      <p className="aloud-say">{t('keys.aloud.compare')}</p>
      <ul className="spelled">
        <Spelled characters={first.slice(0, 4)} start={0} />
        <li className="gap" aria-hidden="true" />
        <Spelled characters={first.slice(4)} start={4} />
      </ul>
      <p className="mono muted">
        {first}
        {rest}
      </p>
      <p className="muted">{t('keys.aloud.otherId')}</p>
    </div>
  );
}

/** One group: its digits with their words, the keys that type them, its check digit. */
function GroupCard({ digits, check }: { digits: string; check: string }) {
  const t = useT();
  const [left, right] = halvesOf(digits);
  return (
    <div className="stack">
      <ul className="spelled" aria-label={t('keys.aloud.digits')}>
        <Spelled characters={left} start={0} />
        <li className="gap" aria-hidden="true" />
        <Spelled characters={right} start={3} />
      </ul>
      <p className="aloud-keys">
        <span className="muted">{t('keys.aloud.fkeys')}</span>{' '}
        {[...digits].map((d, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a digit is its place
          <kbd key={i} className={`key${i === 3 ? ' after-gap' : ''}`}>
            {fkeyOf(d)}
          </kbd>
        ))}
      </p>
      <p>
        {t('keys.checkDigit')} <b className="mono aloud-check">{check}</b>{' '}
        <span className="small muted">{t('keys.aloud.checkText')}</span>
      </p>
    </div>
  );
}

/**
 * What the listener reads back may be typed: it is compared while it is typed, and gone with the group. Enter goes on, and
 * only when it is the same.
 */
function EchoField(props: { digits: string; autoFocus: boolean; onSame: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const echo = compare(typed, props.digits);
  return (
    <div className="aloud-echo">
      <Field
        mono
        autoFocus={props.autoFocus}
        inputMode="numeric"
        autoComplete="off"
        spellCheck="false"
        label={t('app.optional', { label: t('keys.aloud.echo') })}
        value={typed}
        onChange={setTyped}
        onKeyDown={(e) => {
          if (e.key !== 'Enter') return;
          // Else the rest of this key press would fall on the button that gets the focus at the end.
          e.preventDefault();
          if (echo.is === 'same') props.onSame();
        }}
        problem={echo.is === 'wrong' ? t('keys.aloud.wrongAt', { place: echo.wrongAt }) : null}
        hint={t('keys.aloud.echoHint')}
      />
      <p role="status" className="tone-ok">
        {echo.is === 'same' ? `✓ ${t('keys.aloud.same')}` : ''}
      </p>
    </div>
  );
}

function Steps({ reading }: { reading: Reading }) {
  const t = useT();
  const now = reading.place.at === 'group' ? reading.place.group : -1;
  return (
    <ol className="aloud-steps" aria-label={t('keys.aloud.steps')}>
      {reading.agreed.map((agreed, i) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place
          key={i}
          className={`${i === now ? 'is-now' : ''}${agreed ? ' is-agreed' : ''}`}
          aria-current={i === now ? 'step' : undefined}
        >
          {agreed ? '✓' : i + 1}
          <span className="hidden">{agreed ? t('keys.aloud.agreedMark', { group: i + 1 }) : ''}</span>
        </li>
      ))}
    </ol>
  );
}

/** What stands in the middle of a group's page while its digits do not. */
function Covered({ siteId, digits }: { siteId: string; digits: Digits }) {
  const t = useT();
  const isOpen = useStore((s) => s.vault?.state === 'open');
  const [opening, setOpening] = useState(false);
  if (digits.busy) return <p role="status">{t('device.reading')}</p>;
  return (
    <div className="stack">
      {digits.failure ? <FailureNote failure={digits.failure} /> : <p>{t('keys.aloud.covered')}</p>}
      <div>
        <Button big autoFocus icon="hand" onPress={() => (isOpen ? digits.show() : setOpening(true))}>
          {t(isOpen ? 'keys.aloud.showAgain' : 'keys.openToShow')}
        </Button>
      </div>
      {opening && <VaultSheet siteId={siteId} create={false} onClose={() => setOpening(false)} />}
    </div>
  );
}

function End() {
  const t = useT();
  return (
    <div className="stack">
      <p className="note ok">
        <Icon name="check" />
        <span>{t('keys.aloud.end')}</span>
      </p>
      <p>{t('keys.aloud.endNext')}</p>
    </div>
  );
}

/** Reads one key to somebody on the phone: the ID, then one group at a time, very large. */
export function AloudSheet({ site, device, onClose, spoken }: SheetProps & { spoken: KeyView }) {
  const t = useT();
  const digits = useDigits(site.id, device.id, spoken.ref, LONGEST_S);
  const [reading, setReading] = useState(begin);
  // Each word begins a new try, with an empty field for what is heard back.
  const [tries, setTries] = useState({ count: 0, typing: false });
  const { place } = reading;
  const group = place.at === 'group' ? digits.key?.groups[place.group] : undefined;
  const check = place.at === 'group' ? digits.key?.checks[place.group] : undefined;
  const say = (word: Word, typing = false) => {
    // The buttons keep the focus while the digits are on their way or covered; what is not seen is not agreed to.
    if (place.at === 'group' && word !== 'back' && !group) return;
    const then = turn(reading, word);
    if (then.place.at === 'group' && !digits.key) digits.show();
    if (then.place.at !== 'group') digits.hide();
    setReading(then);
    setTries(({ count }) => ({ count: count + 1, typing }));
  };
  const heading =
    place.at === 'id'
      ? t('keys.aloud.idTitle')
      : place.at === 'end'
        ? t('keys.aloud.endTitle')
        : t('keys.aloud.group', { group: place.group + 1, groups: groupCount });
  return (
    <ModalOverlay isOpen isDismissable={false} onOpenChange={(open) => open || onClose()} className="aloud-overlay">
      <Modal className="aloud">
        <Dialog className="aloud-dialog">
          <div className="row spread">
            <p className="eyebrow">
              {t('keys.aloud.title', { name: device.name })} {spoken.letter}
            </p>
            <div className="row">
              <LanguageSwitch />
              <IconButton icon="cross" label={t('app.close')} onPress={onClose} />
            </div>
          </div>
          <Steps reading={reading} />
          <Heading slot="title" level={2} aria-live="polite">
            {heading}
          </Heading>
          <div className="aloud-body">
            {place.at === 'id' && <IdCard id={spoken.id} />}
            {group && check && (
              <div key={tries.count} className="stack">
                <GroupCard digits={group} check={check} />
                <EchoField digits={group} autoFocus={tries.typing} onSame={() => say('agrees', true)} />
              </div>
            )}
            {place.at === 'group' && !group && <Covered siteId={site.id} digits={digits} />}
            {place.at === 'end' && <End />}
          </div>
          <div className="aloud-foot">
            {place.at !== 'id' && (
              <Button big icon="previous" onPress={() => say('back')}>
                {t('keys.aloud.back')}
              </Button>
            )}
            {place.at === 'group' && (
              <Button big icon="cross" onPress={() => say('differs')}>
                {t('keys.aloud.differs')}
              </Button>
            )}
            {place.at === 'end' ? (
              <>
                <Button big icon="refresh" onPress={() => say('restart')}>
                  {t('keys.aloud.restart')}
                </Button>
                <Button big tone="primary" autoFocus icon="check" onPress={onClose}>
                  {t('app.done')}
                </Button>
              </>
            ) : (
              <Button big autoFocus tone="primary" icon="check" onPress={() => say('agrees')}>
                {place.at === 'id' ? t('keys.aloud.idAgrees') : t('keys.aloud.agrees')}
              </Button>
            )}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
