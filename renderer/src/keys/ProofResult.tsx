import type { KeyView, ProofView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { KeyId } from './KeyId.tsx';
import { Ladder } from './Ladder.tsx';
import { isProven } from './ladder.ts';

/** The ID of a key by its handle: as it is known now, or as it was before (a repair may have renamed it). */
const idOf = (ref: string, ...lists: KeyView[][]) => lists.flat().find((k) => k.ref === ref)?.id ?? null;

/** What trying keys on the drive has shown, key by key, and the keys that came along. */
export function ProofResult({ proof, before }: { proof: ProofView; before: KeyView[] }) {
  const t = useT();
  const proven = proof.tried.filter(isProven).length;
  const tone = proven === 0 ? 'bad' : proven < proof.tried.length ? 'warn' : 'ok';
  return (
    <div className="stack">
      <p className={`note ${tone}`} role="status">
        <Icon name={tone === 'ok' ? 'check' : tone === 'warn' ? 'warn' : 'cross'} />
        <span>{t('keys.proof.summary', { count: proven, tried: proof.tried.length })}</span>
      </p>
      {proof.tried.map((tried, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one key may be tried on two volumes
        <article key={i} className="panel stack tight" aria-label={tried.ref}>
          <KeyId id={idOf(tried.ref, proof.keys.keys, before)} />
          <Ladder graded={{ grade: tried.grade, badGroups: [] }} />
          {tried.failure && <FailureNote failure={tried.failure} />}
        </article>
      ))}
      {proof.revealed.length > 0 && (
        <div className="note ok">
          <Icon name="key" />
          <div>
            <p>{t('keys.proof.revealed', { count: proof.revealed.length })}</p>
            <ul>
              {proof.revealed.map((ref) => (
                <li key={ref}>
                  <KeyId id={idOf(ref, proof.keys.keys)} />
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}
