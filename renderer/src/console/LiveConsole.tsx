import { useEffect, useMemo, useRef, useState } from 'react';
import type { ActionResult, ConsoleRecording, ConsoleView, Device, Site } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { AskFirst } from '../parts/AskFirst.tsx';
import { ConfirmSheet } from '../parts/ConfirmSheet.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { OutcomeNote } from '../parts/OutcomeNote.tsx';
import { Plate } from '../parts/Plate.tsx';
import { WhySheet } from '../parts/WhySheet.tsx';
import { call, notify, readRack, send, takeConsole } from '../store.ts';
import { LiveButtons } from './LiveButtons.tsx';
import { RecordingsSheet } from './RecordingsSheet.tsx';
import { StateLine } from './StateLine.tsx';
import { TerminalFrame, useTools } from './TerminalFrame.tsx';
import { createTypist } from './typist.ts';
import { useTerminal } from './useTerminal.ts';

export type Sheet = 'takeOver' | 'break' | 'why' | 'recordings' | null;

export function LiveConsole(props: {
  site: Site;
  device: Device;
  view: ConsoleView;
  since: string;
  onOlder: (recording: ConsoleRecording) => void;
}) {
  const { site, device, view, since, onOlder } = props;
  const t = useT();
  const [sheet, setSheet] = useState<Sheet>(null);
  const [paused, setPaused] = useState(false);
  const [result, setResult] = useState<ActionResult | null>(null);
  const keyboardButton = useRef<HTMLButtonElement>(null);
  const typing = view.keyboard && view.locks.length === 0 && view.state === 'open';
  const typist = useMemo(
    () =>
      createTypist(
        (data) => send('console.type', site.id, device.id, data),
        (failure) => notify({ tone: 'bad', text: null, failure }),
      ),
    [site.id, device.id],
  );
  const tools = useTools();
  const terminal = useTerminal(
    { siteId: site.id, deviceId: device.id, recording: view.recording, live: true },
    {
      typed: (data) => typing && typist(data),
      own: (event) => tools.key(event, () => keyboardButton.current?.focus()),
    },
  );
  const { part, pause } = terminal;
  useEffect(() => part?.keyboard(typing), [part, typing]);
  useEffect(() => pause(paused), [pause, paused]);

  const take = async (answer: Promise<ConsoleView | null>) => {
    const next = await answer;
    if (next) takeConsole(next);
  };
  const keyboard = () => {
    if (view.locks.length > 0) return setSheet('why');
    void take(call('console.keyboard', site.id, device.id, !view.keyboard));
    if (!view.keyboard) part?.focus();
  };
  const sendBreak = async () => {
    const outcome = await call('console.break', site.id, device.id);
    if (outcome) setResult(outcome);
  };
  const close = () => setSheet(null);
  const held = view.failure?.code === 'ipmi.held';
  return (
    <>
      <StateLine
        view={view}
        since={since}
        paused={paused}
        waiting={terminal.waiting}
        typing={typing}
        printed={terminal.printed}
      />
      {view.failure && view.state !== 'open' && <FailureNote failure={view.failure} />}
      {result && result.outcome !== 'done' && (
        <OutcomeNote result={result} onReadAgain={() => void readRack(site.id)} />
      )}
      <TerminalFrame
        terminal={terminal}
        tools={tools}
        recording={view.recording}
        typing={typing}
        onRecordings={() => setSheet('recordings')}
      >
        <LiveButtons
          view={view}
          held={held}
          paused={paused}
          keyboardButton={keyboardButton}
          onOpen={() => void take(call('console.open', site.id, device.id))}
          onClose={() => void take(call('console.close', site.id, device.id))}
          onKeyboard={keyboard}
          onPause={() => setPaused(!paused)}
          onSheet={setSheet}
        />
      </TerminalFrame>
      {sheet === 'takeOver' && (
        <ConfirmSheet
          device={device}
          title={t('power.confirm', { verb: t('action.console.takeover'), name: device.name })}
          does={t('does.console.takeover', { device: device.name })}
          deed={t('action.console.takeover')}
          send={(serial) => send('console.takeOver', site.id, device.id, serial)}
          onResult={setResult}
          onClose={close}
        />
      )}
      {sheet === 'break' && (
        <AskFirst
          title={t('power.confirm', { verb: t('action.console.break'), name: device.name })}
          deed={t('console.sendBreak')}
          onDo={() => void sendBreak()}
          onClose={close}
        >
          <div className="stack">
            <Plate name={device.name} serial={device.serial} bmc={device.bmc?.address ?? null} />
            <p>{t('does.console.break', { device: device.name })}</p>
          </div>
        </AskFirst>
      )}
      {sheet === 'why' && <WhySheet what={t('console.keyboard')} verdicts={view.locks} lock="locked" onClose={close} />}
      {sheet === 'recordings' && (
        <RecordingsSheet
          site={site}
          current={view.recording}
          onChoose={(recording) => {
            close();
            onOlder(recording);
          }}
          onClose={close}
        />
      )}
    </>
  );
}
