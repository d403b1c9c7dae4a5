import { type RefObject, useId } from 'react';
import type { ConsoleView } from '../../../preload/contract.ts';
import { useT, useText } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import type { Sheet } from './LiveConsole.tsx';

/** What changes the console itself. Tools that only look at the text stand in the frame. */
export function LiveButtons(props: {
  view: ConsoleView;
  held: boolean;
  paused: boolean;
  keyboardButton: RefObject<HTMLButtonElement | null>;
  onOpen: () => void;
  onClose: () => void;
  onKeyboard: () => void;
  onPause: () => void;
  onSheet: (sheet: Sheet) => void;
}) {
  const { view, held, paused } = props;
  const t = useT();
  const text = useText();
  const why = useId();
  const locked = view.locks.length > 0;
  const closed = view.state === 'closed';
  return (
    <>
      {closed ? (
        <Button tone={held ? 'plain' : 'primary'} icon="play" onPress={props.onOpen}>
          {t(held ? 'console.tryAgain' : 'console.open')}
        </Button>
      ) : (
        <Button icon="stop" onPress={props.onClose}>
          {t('console.close')}
        </Button>
      )}
      {held && (
        <Button tone="danger" icon="hand" onPress={() => props.onSheet('takeOver')}>
          {t('console.takeOver')}
        </Button>
      )}
      {!closed && (
        <>
          <button
            ref={props.keyboardButton}
            type="button"
            className="button toggle"
            aria-pressed={view.keyboard && !locked}
            aria-disabled={locked}
            aria-describedby={locked ? why : undefined}
            onClick={props.onKeyboard}
          >
            <Icon name={locked ? 'lock' : 'keyboard'} />
            {t('console.keyboard')}
          </button>
          {locked && (
            <span id={why} className="small tone-bad">
              {view.locks.map((v) => t('locks.by', { rule: v.rule, title: text(v.title) })).join(' ')}
            </span>
          )}
          <Button
            icon="bolt"
            isDisabled={view.state !== 'open' || !view.keyboard || locked}
            onPress={() => props.onSheet('break')}
          >
            {t('console.break')}
          </Button>
        </>
      )}
      {view.recording !== null && (
        <button type="button" className="button toggle" aria-pressed={paused} onClick={props.onPause}>
          <Icon name={paused ? 'play' : 'pause'} />
          {t('console.pause')}
        </button>
      )}
    </>
  );
}
