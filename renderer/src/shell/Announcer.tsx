import { useEffect, useRef, useState } from 'react';
import { useT, useText } from '../i18n.ts';
import { lockChanges, locksOf } from '../locks.ts';
import { useStore } from '../store.ts';

/** The step that has become current by itself. When the focus has moved to its title, that has said it already. */
function useStepNews(say: (sentence: string) => void) {
  const current = useStore((s) => s.run?.view.current ?? null);
  const before = useRef<string | null>(null);
  const text = useText();
  const t = useT();
  useEffect(() => {
    if (!current || before.current === current.path) return;
    const first = before.current === null;
    before.current = current.path;
    if (!first && document.activeElement?.id !== 'now-title') say(t('run.nowStep', { title: text(current.title) }));
  }, [current, say, t, text]);
}

/** Says aloud what the picture shows silently: locks that came or went, and a new step. */
export function Announcer() {
  const rack = useStore((s) => s.rack);
  const before = useRef<ReturnType<typeof locksOf> | null>(null);
  const [said, say] = useState('');
  const text = useText();
  const t = useT();
  useEffect(() => {
    if (!rack) {
      before.current = null;
      return;
    }
    const now = locksOf(rack);
    const { engaged, lifted } = lockChanges(before.current, now);
    before.current = now;
    if (engaged.length + lifted.length === 0) return;
    say(
      [
        ...engaged.map((l) => t('locks.engaged', { rule: l.verdict.rule, title: text(l.verdict.title) })),
        ...lifted.map((l) => t('locks.lifted', { rule: l.verdict.rule, title: text(l.verdict.title) })),
      ].join(' '),
    );
  }, [rack, t, text]);
  useStepNews(say);
  return (
    <div className="hidden" role="status" data-live-announcer="true">
      {said}
    </div>
  );
}
