import { useId, useState } from 'react';
import type { Ask, FactValue, Failure, PastedValue, RunView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { Both } from '../parts/Both.tsx';
import { Button } from '../parts/Button.tsx';
import { FailureNote } from '../parts/FailureNote.tsx';
import { send } from '../store.ts';
import { factWord } from './factWord.ts';

interface Props {
  run: RunView;
  path: string;
  asks: Ask[];
  /** Takes what was read into the form; the text goes along as evidence. */
  onTake: (values: PastedValue[], text: string) => void;
}

/** The page instead of the values: what was read of it is shown before it is taken. */
export function PasteField({ run, path, asks, onTake }: Props) {
  const t = useT();
  const id = useId();
  const [text, setText] = useState('');
  const [read, setRead] = useState<PastedValue[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const look = async (pasted: string) => {
    setText(pasted);
    setRead(null);
    setFailure(null);
    if (pasted.trim() === '') return;
    const result = await send('runs.readPaste', run.id, path, pasted);
    if (result.ok) setRead(result.value);
    else setFailure(result.error);
  };
  const found = asks.flatMap((ask) => {
    const value = read?.find(({ fact }) => fact === ask.fact)?.value;
    return value === undefined ? [] : [{ ask, value }];
  });
  return (
    <details className="paste">
      <summary>{t('paste.title')}</summary>
      <div className="stack tight">
        <label htmlFor={id}>{t('paste.hint')}</label>
        <textarea id={id} rows={4} spellCheck={false} value={text} onChange={(e) => void look(e.target.value)} />
        {failure && <FailureNote failure={failure} />}
        <div role="status">
          {read && found.length === 0 && <p className="tone-warn">{t('paste.nothing')}</p>}
          {found.length > 0 && (
            <dl className="facts">
              {found.map(({ ask, value }) => (
                <Found key={ask.fact} ask={ask} value={value} />
              ))}
            </dl>
          )}
        </div>
        {found.length > 0 && <Button onPress={() => read && onTake(read, text)}>{t('paste.take')}</Button>}
      </div>
    </details>
  );
}

function Found({ ask, value }: { ask: Ask; value: FactValue }) {
  const t = useT();
  const word = ask.values.find((known) => known.value === value)?.label;
  return (
    <>
      <dt>
        <Both text={ask.label} />
      </dt>
      <dd>{word ? <Both text={word} /> : factWord(value, t)}</dd>
    </>
  );
}
