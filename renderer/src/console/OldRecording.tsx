import { useRef } from 'react';
import type { ConsoleRecording, Site } from '../../../preload/contract.ts';
import { stamp } from '../format.ts';
import { useT } from '../i18n.ts';
import { Icon } from '../parts/Icon.tsx';
import { TerminalFrame, useTools } from './TerminalFrame.tsx';
import { useTerminal } from './useTerminal.ts';

const silent = () => {};

/** A recording of an earlier session: the same text and tools, and no way to type. */
export function OldRecording(props: { site: Site; recording: ConsoleRecording; onClose: () => void }) {
  const { site, recording, onClose } = props;
  const t = useT();
  const back = useRef<HTMLButtonElement>(null);
  const tools = useTools();
  const terminal = useTerminal(
    { siteId: site.id, deviceId: recording.deviceId, recording: recording.recording, live: false },
    { typed: silent, own: (event) => tools.key(event, () => back.current?.focus()) },
  );
  return (
    <>
      <p className="note warn">
        <Icon name="journal" />
        <span>{t('console.oldOf', { name: recording.deviceName, time: stamp(recording.openedAt) })}</span>
      </p>
      <TerminalFrame terminal={terminal} tools={tools} recording={recording.recording} typing={false}>
        <button ref={back} type="button" className="button primary" onClick={onClose}>
          <Icon name="console" />
          {t('console.backToLive')}
        </button>
      </TerminalFrame>
    </>
  );
}
