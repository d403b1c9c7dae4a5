import { useEffect, useRef, useState } from 'react';
import type { Failure, StickView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Choices } from '../parts/Field.tsx';
import { send } from '../store.ts';
import { likeness } from './collected.ts';

/** Media on which the key files may lie, likeliest first, each with the reason why it stands there. The one with the right label is chosen. */
export function StickPick({ chosen, onChoose }: { chosen: string | null; onChoose: (path: string) => void }) {
  const t = useT();
  const [sticks, setSticks] = useState<StickView[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  const choose = useRef(onChoose);
  choose.current = onChoose;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is one look
  useEffect(() => {
    let current = true;
    void send('keys.sticks').then((result) => {
      if (!current) return;
      setFailure(result.ok ? null : result.error);
      setSticks(result.ok ? result.value : []);
      const [first] = result.ok ? result.value : [];
      if (first && likeness(first) === 'label') choose.current(first.path);
    });
    return () => {
      current = false;
    };
  }, [turn]);
  return (
    <div className="stack tight">
      {sticks === null && <p role="status">{t('keys.sticks.looking')}</p>}
      {failure && <FailureNote failure={failure} />}
      {sticks?.length === 0 && !failure && <p className="note warn">{t('keys.sticks.none')}</p>}
      {sticks !== null && sticks.length > 0 && (
        <div className="stick-choices">
          <Choices
            label={t('keys.sticks.label')}
            value={chosen}
            onChange={onChoose}
            options={sticks.map((s) => ({
              value: s.path,
              label: (
                <>
                  <b>{s.label ?? t('keys.sticks.noLabel')}</b> <code>{s.path}</code>
                  <span className="small muted word">
                    {[t(`keys.sticks.why.${likeness(s)}`), s.fileSystem].filter(Boolean).join(' · ')}
                  </span>
                </>
              ),
            }))}
          />
        </div>
      )}
      <div>
        <Button small icon="refresh" onPress={() => setTurn((n) => n + 1)}>
          {t('keys.sticks.again')}
        </Button>
      </div>
    </div>
  );
}
