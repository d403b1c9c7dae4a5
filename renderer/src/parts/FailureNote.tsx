import type { Failure } from '../../../preload/contract.ts';
import { failureText, useLanguage } from '../i18n.ts';
import { Icon } from './Icon.tsx';

export function FailureNote({ failure }: { failure: Failure }) {
  const { message, advice, detail } = failureText(failure, useLanguage());
  return (
    <div className="note bad" role="alert">
      <Icon name="warn" />
      <div>
        <p>{message}</p>
        {advice && <p className="muted">{advice}</p>}
        {detail && (
          <p className="small muted" lang="en">
            {detail}
          </p>
        )}
        <p className="small muted mono">{failure.code}</p>
      </div>
    </div>
  );
}
