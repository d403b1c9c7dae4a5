import { useEffect, useState } from 'react';
import { useT } from '../i18n.ts';
import { IconButton } from '../parts/Button.tsx';
import { Field, Tick } from '../parts/Field.tsx';
import type { Hits, TerminalPart } from './terminal.ts';

const isRegex = (text: string) => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
};

export function SearchBar({ part, hits, onClose }: { part: TerminalPart; hits: Hits | null; onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState('');
  const [regex, setRegex] = useState(false);
  const [caseSensitive, setCase] = useState(false);
  const wrong = regex && !isRegex(text);
  const find = (back: boolean, incremental = false) => {
    if (!wrong) part.find(text, { regex, caseSensitive, back, incremental });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is looked for has changed
  useEffect(() => find(false, true), [text, regex, caseSensitive]);
  useEffect(() => () => part.endSearch(), [part]);
  const many = hits !== null && hits.count >= part.mostHits;
  const said =
    text === '' || wrong
      ? ''
      : hits === null || hits.count === 0
        ? t('console.noHit')
        : t(many ? 'console.manyHits' : 'console.hits', { index: hits.index, count: hits.count });
  return (
    <search className="row search-bar">
      <Field
        autoFocus
        mono
        label={t('console.searchFor')}
        value={text}
        onChange={setText}
        problem={wrong ? t('console.badRegex') : null}
        onKeyDown={(e) => {
          if (e.key === 'Enter') find(e.shiftKey);
          else if (e.key === 'Escape') onClose();
          else e.continuePropagation();
        }}
      />
      <IconButton icon="previous" label={t('console.previous')} onPress={() => find(true)} />
      <IconButton icon="next" label={t('console.next')} onPress={() => find(false)} />
      <span role="status" className="hit-count">
        {said}
      </span>
      <Tick isSelected={caseSensitive} onChange={setCase}>
        {t('console.case')}
      </Tick>
      <Tick isSelected={regex} onChange={setRegex}>
        {t('console.regex')}
      </Tick>
      <IconButton icon="cross" label={t('console.closeSearch')} onPress={onClose} />
    </search>
  );
}
