import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { ConsoleMark, Failure } from '../../../preload/contract.ts';
import { clock, duration } from '../format.ts';
import { type T, useT } from '../i18n.ts';
import { listen, send, useStore } from '../store.ts';
import { type Following, follow } from './follow.ts';
import { markText } from './marks.ts';
import type { Hits, TerminalPart } from './terminal.ts';

interface Target {
  siteId: string;
  deviceId: string;
  /** Null while there is nothing recorded. */
  recording: string | null;
  /** False for an old recording, which does not grow. */
  live: boolean;
}
export interface Keys {
  typed: (data: string) => void;
  /** One of our own keys; true when it was taken. */
  own: (event: KeyboardEvent) => boolean;
}

/** A terminal that shows one recording and follows it. `ref` goes to an empty element, `gutter` beside it. */
export function useTerminal(target: Target, keys: Keys) {
  const t = useT();
  const theme = useStore((s) => s.settings.theme);
  const ref = useRef<HTMLDivElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const latest = useRef({ keys, t });
  latest.current = { keys, t };
  const following = useRef<Following | null>(null);
  const [part, setPart] = useState<TerminalPart | null>(null);
  const [waiting, setWaiting] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [printed, setPrinted] = useState(false);
  const [hits, setHits] = useState<Hits | null>(null);
  const { siteId, deviceId, recording, live } = target;

  useEffect(() => {
    const host = ref.current;
    if (!host) return;
    let gone = false;
    let opened: TerminalPart | null = null;
    // The terminal is a third of the whole page's script; only this screen pays for it.
    void import('./terminal.ts').then(({ openTerminal }) => {
      if (gone) return;
      opened = openTerminal(host, latest.current.t('console.terminal'), {
        typed: (data) => latest.current.keys.typed(data),
        key: (event) => latest.current.keys.own(event),
        found: setHits,
        scrolled: (times, rowHeight) => drawTimes(gutter, times, rowHeight),
      });
      setPart(opened);
    });
    return () => {
      gone = true;
      opened?.close();
      setPart(null);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => part?.recolour(), [part, theme]);
  useEffect(() => part?.rename(t('console.terminal')), [part, t]);

  useEffect(() => {
    if (!part) return;
    part.clear();
    setWaiting(0);
    setPrinted(false);
    setFailure(null);
    if (recording === null) return;
    const say = throttled(setWaiting);
    const now = follow(
      recording,
      {
        replay: (name, offset) => send('console.replay', siteId, deviceId, name, offset),
        ...(live ? { live: listen } : {}),
      },
      {
        write(bytes, at, done) {
          setPrinted(true);
          part.write(bytes, at, done);
        },
        mark: (mark, done) => showMark(part, mark, latest.current.t, done),
        waiting: say.run,
        failed: setFailure,
      },
      (run) => requestAnimationFrame(run),
    );
    following.current = now;
    return () => {
      now.stop();
      say.stop();
      following.current = null;
    };
  }, [part, siteId, deviceId, recording, live]);

  const pause = useCallback((on: boolean) => following.current?.pause(on), []);
  return { ref, gutter, part, waiting, printed, failure, hits, pause };
}
export type TerminalState = ReturnType<typeof useTerminal>;

function showMark(part: TerminalPart, mark: ConsoleMark, t: T, done: () => void): void {
  const text = markText(mark, t, clock, duration);
  if (text === null) done();
  else part.line(`—— ${text} ——`, mark.kind === 'gap', mark.at, done);
}

function drawTimes(gutter: RefObject<HTMLPreElement | null>, times: (string | null)[], rowHeight: number): void {
  const element = gutter.current;
  if (!element) return;
  element.style.setProperty('--row', `${rowHeight}px`);
  element.textContent = times.map((at) => (at === null ? '' : clock(at))).join('\n');
}

/** At most four times a second, and always the last value: the number is for reading. */
function throttled(show: (n: number) => void) {
  let next: number | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    timer = null;
    if (next === null) return;
    show(next);
    next = null;
  };
  return {
    run(n: number): void {
      next = n;
      timer ??= setTimeout(flush, 250);
    },
    stop(): void {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
