import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { Device, KeyView, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { DigitList } from './DigitList.tsx';
import { KeyId } from './KeyId.tsx';
import { useDigits } from './useDigits.ts';

const LONGEST_S = 30;
const isHoldKey = (e: KeyboardEvent) => e.key === ' ' || e.key === 'Enter';

/**
 * Shows the digits while it is held, with a finger, the mouse, Space or Enter. Assistive technology that cannot hold
 * clicks (a click without a pointer): then they stay until the focus leaves, at most as long as holding lasts.
 */
export function HoldButton({ site, device, shown }: { site: Site; device: Device; shown: KeyView }) {
  const t = useT();
  const { key, failure, show, hide } = useDigits(site.id, device.id, shown.ref, LONGEST_S);
  const held = useRef(false);
  const press = () => {
    if (held.current) return;
    held.current = true;
    show();
  };
  const release = () => {
    held.current = false;
    hide();
  };
  const onPointerDown = (e: PointerEvent<HTMLButtonElement>) => {
    if (e.button !== 0) return;
    // Released outside the button it must be released too.
    e.currentTarget.setPointerCapture(e.pointerId);
    press();
  };
  return (
    <>
      <button
        type="button"
        className="button small hold"
        onPointerDown={onPointerDown}
        onPointerUp={release}
        onPointerCancel={release}
        onLostPointerCapture={release}
        onContextMenu={(e) => e.preventDefault()}
        onKeyDown={(e) => {
          if (!isHoldKey(e)) return;
          e.preventDefault();
          if (!e.repeat) press();
        }}
        onKeyUp={(e) => isHoldKey(e) && release()}
        onClick={(e) => e.detail === 0 && press()}
        onBlur={release}
      >
        <Icon name="hand" />
        {t('keys.hold')}
      </button>
      {failure && <FailureNote failure={failure} />}
      {key &&
        createPortal(
          <section className="peek" aria-label={t('keys.peek')} aria-live="polite">
            <p className="row">
              <KeyId id={key.id} />
              {key.letter && <b>{key.letter}</b>}
              <span className="muted">{t('keys.peekHint', { seconds: LONGEST_S })}</span>
            </p>
            <DigitList revealed={key} />
          </section>,
          document.body,
        )}
    </>
  );
}
