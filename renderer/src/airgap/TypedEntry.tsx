import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Failure, TypedFault } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { isRight, lengthOf, rowsFor, shownFault, WHOLE, withLine } from './entry.ts';
import type { Receive } from './Scanner.tsx';
import './carriers.css';

/** Entry of a typed request. Every line is checked by itself while it is typed. */
export function TypedEntry({
  check,
  receive,
}: {
  /** What is wrong with the lines, by the service. */
  check: (lines: string[]) => Promise<TypedFault[]>;
  receive: Receive;
}) {
  const t = useT();
  const [lines, setLines] = useState<string[]>([]);
  const [faults, setFaults] = useState<TypedFault[]>([]);
  const [at, setAt] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const ask = useRef(check);
  ask.current = check;

  useEffect(() => {
    let current = true;
    void ask.current(lines).then((found) => current && setFaults(found));
    return () => {
      current = false;
    };
  }, [lines]);

  const complete = lines.length > 0 && faults.length === 0;
  const move = (to: number) => form.current?.querySelectorAll('input')[to]?.focus();
  const change = (index: number, text: string) => {
    const next = withLine(lines, index, text);
    setFailure(null);
    setLines(next);
    if (text.includes('\n')) move(next.length - 1);
  };
  const enter = (event: KeyboardEvent, index: number) => {
    if (event.key !== 'Enter' || complete) return;
    event.preventDefault();
    move(index + 1);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (complete) setFailure(await receive({ kind: 'typed', lines }));
  };
  return (
    <form ref={form} className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <p className="muted">{t('airgap.typed.enter')}</p>
      <ol className="typed-entry">
        {Array.from({ length: rowsFor(lines, faults) }, (_, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            key={index}
            index={index}
            text={lines[index] ?? ''}
            right={isRight(lines, faults, index)}
            fault={shownFault(faults, index, at === index)}
            onType={(text) => change(index, text)}
            onFocus={() => setAt(index)}
            onKey={(event) => enter(event, index)}
          />
        ))}
      </ol>
      {failure && <FailureNote failure={failure} />}
      <div className="dialog-foot">
        <button type="submit" className="button primary" aria-disabled={!complete}>
          {t('airgap.typed.take')}
        </button>
      </div>
    </form>
  );
}

function Row(props: {
  index: number;
  text: string;
  right: boolean;
  fault: TypedFault | null;
  onType: (text: string) => void;
  onFocus: () => void;
  onKey: (event: KeyboardEvent) => void;
}) {
  const { index, text, right, fault } = props;
  const t = useT();
  const says = `typed-${index}`;
  return (
    <li>
      <input
        className="input mono"
        aria-label={t('airgap.typed.line', { n: index + 1 })}
        aria-describedby={says}
        aria-invalid={fault !== null}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={text}
        onChange={(event) => props.onType(event.target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text/plain');
          // An input drops line breaks, and two lines would become one.
          if (!pasted.trim().includes('\n')) return;
          event.preventDefault();
          props.onType(pasted.trim());
        }}
        onFocus={props.onFocus}
        onKeyDown={props.onKey}
      />
      <p id={says} className={fault ? 'problem' : 'small muted'}>
        {right && (
          <span className="typed-right">
            <Icon name="check" /> {t('airgap.typed.right')}
          </span>
        )}
        {fault && wordsOf(fault, t)}
        {!right && !fault && text !== '' && t('airgap.typed.so', { n: lengthOf(text), of: WHOLE })}
      </p>
    </li>
  );
}

function wordsOf({ problem, group, belongsTo }: TypedFault, t: ReturnType<typeof useT>): string {
  const what = t(`airgap.typed.problem.${problem}`);
  if (belongsTo !== null) return `${what} ${t('airgap.typed.belongsTo', { n: belongsTo })}`;
  return group !== null ? `${what} ${t('airgap.typed.group', { n: group })}` : what;
}
