import { useEffect, useRef, useState } from 'react';
import { useT, useText } from '../i18n.ts';
import { lockChanges, locksOf } from '../locks.ts';
import { useStore } from '../store.ts';

/** Says aloud which locks came and went; the picture shows it silently. */
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
  return (
    <div className="hidden" role="status" data-live-announcer="true">
      {said}
    </div>
  );
}
