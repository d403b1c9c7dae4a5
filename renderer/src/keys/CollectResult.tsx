import type { CollectView } from '../../../preload/contract.ts';
import { useT } from '../i18n.ts';
import { FailureNote } from '../parts/FailureNote.tsx';
import { Icon } from '../parts/Icon.tsx';
import { badWord } from './badWord.ts';
import { countOf, promisedId } from './collected.ts';
import { KeyId } from './KeyId.tsx';

type File = CollectView['files'][number];

function Found({ found }: { found: File['keys'][number] }) {
  const t = useT();
  const { badGroups } = found;
  return (
    <li className="row">
      <KeyId id={found.id} />
      {found.letter && <b>{found.letter}</b>}
      <span className={`state-mark tone-${badGroups.length > 0 ? 'bad' : 'ok'}`}>
        <Icon name={badGroups.length > 0 ? 'cross' : 'check'} />
        {badGroups.length > 0 ? badWord(t, badGroups) : t(found.known ? 'keys.result.known' : 'keys.result.fresh')}
      </span>
    </li>
  );
}

function FileCard({ file }: { file: File }) {
  const t = useT();
  const promised = promisedId(file);
  return (
    <article className="panel stack tight" aria-label={file.name}>
      <h3 className="file-name">{file.name}</h3>
      {file.keys.length > 0 && (
        <ul className="stack tight">
          {file.keys.map((k, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may hold one key twice
            <Found key={i} found={k} />
          ))}
        </ul>
      )}
      {promised && (
        <p className="note warn">
          <Icon name="warn" />
          <span>{t('keys.result.otherName', { id: promised })}</span>
        </p>
      )}
      {file.withoutDigits.length > 0 && (
        <div className="note warn">
          <Icon name="warn" />
          <div>
            <p>{t('keys.result.withoutDigits', { count: file.withoutDigits.length })}</p>
            <ul>
              {file.withoutDigits.map((id) => (
                <li key={id}>
                  <KeyId id={id} />
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      {file.error && <FailureNote failure={file.error} />}
      {file.keys.length === 0 && file.withoutDigits.length === 0 && !file.error && (
        <p className="muted">{t('keys.result.noKey')}</p>
      )}
      {file.sha256 && <p className="small muted mono fingerprint">SHA-256 {file.sha256}</p>}
    </article>
  );
}

/** What one look brought, file by file. Never a digit. */
export function CollectResult({ found }: { found: CollectView }) {
  const t = useT();
  const { fresh, known } = countOf(found.files);
  const tone = fresh + known > 0 ? 'ok' : 'warn';
  return (
    <div className="stack">
      <p className={`note ${tone}`} role="status">
        <Icon name={tone === 'ok' ? 'check' : 'warn'} />
        <span>
          {t('keys.result.summary', { count: fresh, known })}
          {found.medium?.label && ` ${t('keys.result.medium', { label: found.medium.label })}`}
        </span>
      </p>
      {found.medium?.removable === false && <p className="note warn">{t('keys.result.fixed')}</p>}
      {found.files.map((file, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pasted texts have one name
        <FileCard key={i} file={file} />
      ))}
    </div>
  );
}
