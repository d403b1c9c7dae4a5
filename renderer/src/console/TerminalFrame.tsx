import { type ReactNode, useEffect, useId, useState } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { download } from '../parts/transfer.ts';
import { call, notify } from '../store.ts';
import { SearchBar } from './SearchBar.tsx';
import type { TerminalState } from './useTerminal.ts';

export interface Tools {
  searching: boolean;
  setSearching: (on: boolean) => void;
  /** Our own keys: Ctrl+F searches, Ctrl+Shift+C copies, Ctrl+Shift+L leaves the terminal. */
  key: (event: KeyboardEvent, leave: () => void) => boolean;
  copyTick: number;
}
export function useTools(): Tools {
  const [searching, setSearching] = useState(false);
  const [copyTick, setCopyTick] = useState(0);
  const key = (event: KeyboardEvent, leave: () => void) => {
    if (!event.ctrlKey || event.altKey || event.metaKey) return false;
    const pressed = `${event.shiftKey ? 'shift ' : ''}${event.key.toLowerCase()}`;
    if (pressed === 'f') setSearching(true);
    else if (pressed === 'shift c') setCopyTick((n) => n + 1);
    else if (pressed === 'shift l') leave();
    else return false;
    return true;
  };
  return { searching, setSearching, key, copyTick };
}

function Toggle(props: {
  on: boolean;
  onChange: (on: boolean) => void;
  icon: 'clock' | 'search' | 'hand';
  children: ReactNode;
}) {
  return (
    <button type="button" className="button toggle" aria-pressed={props.on} onClick={() => props.onChange(!props.on)}>
      <Icon name={props.icon} />
      {props.children}
    </button>
  );
}

/** The terminal with what one needs to read it: search, copy, times, save, and reading aloud. */
export function TerminalFrame(props: {
  terminal: TerminalState;
  tools: Tools;
  recording: string | null;
  typing: boolean;
  onRecordings?: () => void;
  children?: ReactNode;
}) {
  const { terminal, tools, recording, typing } = props;
  const { part } = terminal;
  const t = useT();
  const help = useId();
  const [times, setTimes] = useState(false);
  const [aloud, setAloud] = useState(false);
  const copy = () => {
    if (part?.copy()) notify({ tone: 'good', text: t('console.copied'), failure: null });
    else notify({ tone: 'bad', text: t('console.nothingSelected'), failure: null });
  };
  const save = async () => {
    const file = recording && (await call('console.save', recording, times));
    if (file) download(file.filename, file.text, 'text/plain;charset=utf-8');
  };
  useEffect(() => part?.times(times), [part, times]);
  useEffect(() => part?.readAloud(aloud), [part, aloud]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key was pressed in the terminal; nothing else copies
  useEffect(() => {
    if (tools.copyTick > 0) copy();
  }, [tools.copyTick]);
  return (
    <div className="terminal-frame">
      <div className="row terminal-tools" role="toolbar" aria-label={t('console.tools')}>
        {props.children}
        {recording !== null && (
          <>
            <Toggle icon="search" on={tools.searching} onChange={tools.setSearching}>
              {t('console.search')}
            </Toggle>
            <Toggle icon="clock" on={times} onChange={setTimes}>
              {t('console.times')}
            </Toggle>
            <Toggle icon="hand" on={aloud} onChange={setAloud}>
              {t('console.aloud')}
            </Toggle>
            <Button icon="copy" onPress={copy}>
              {t('console.copy')}
            </Button>
            <Button icon="down" onPress={() => void save()}>
              {t('console.save')}
            </Button>
          </>
        )}
        {props.onRecordings && (
          <Button icon="journal" onPress={props.onRecordings}>
            {t('console.recordings')}
          </Button>
        )}
      </div>
      {tools.searching && part && (
        <SearchBar
          part={part}
          hits={terminal.hits}
          onClose={() => {
            tools.setSearching(false);
            part.focus();
          }}
        />
      )}
      {terminal.failure && <FailureNote failure={terminal.failure} />}
      <section
        className={`terminal-pane${typing ? ' typing' : ''}${recording === null ? ' blank' : ''}`}
        aria-label={t('console.terminal')}
        aria-describedby={help}
      >
        {times && <pre ref={terminal.gutter} className="times" aria-hidden="true" />}
        <div ref={terminal.ref} className="terminal-host" />
      </section>
      <p id={help} className="small muted">
        {t(typing ? 'console.helpTyping' : 'console.helpWatching')}
      </p>
    </div>
  );
}
