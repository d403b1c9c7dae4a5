import { type ChangeEvent, useState } from 'react';
import type { Failure } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import type { Receive } from './Scanner.tsx';

/** Nothing of ours is longer, and nobody should wait for a film that was chosen by mistake. */
const MOST = 1 << 18;

/** The request as a file that a person chooses. */
export function RequestFile({ receive }: { receive: Receive }) {
  const t = useT();
  const [failure, setFailure] = useState<Failure | null>(null);
  const take = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const text = await target.files?.[0]?.slice(0, MOST).text();
    // The same file may be chosen once more after it was mended.
    target.value = '';
    if (text !== undefined) setFailure(await receive({ kind: 'frames', frames: framesIn(text) }));
  };
  return (
    <div className="stack tight">
      <label className="field">
        <span className="label">{t('airgap.scan.file')}</span>
        <input type="file" accept=".txt,.ur" className="input" onChange={(event) => void take(event)} />
        <span className="hint">{t('airgap.scan.fileHint')}</span>
      </label>
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}

/** Its lines without the remarks for people above them. */
export const framesIn = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
