import { failureText, useLanguage, useT } from '../i18n.ts';
import { IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { dismiss, useStore } from '../store.ts';

/** Outcomes and failures. The regions exist before their content, or a screen reader would not speak it. */
export function Notices() {
  const notices = useStore((s) => s.notices);
  const language = useLanguage();
  const t = useT();
  const list = (tone: 'good' | 'bad') =>
    notices
      .filter((n) => n.tone === tone)
      .map((n) => {
        const failure = n.failure && failureText(n.failure, language);
        return (
          <div key={n.id} className={`note ${tone === 'good' ? 'ok' : 'bad'}`}>
            <Icon name={tone === 'good' ? 'check' : 'warn'} />
            <div>
              <p>{failure?.message ?? n.text}</p>
              {failure?.advice && <p className="muted">{failure.advice}</p>}
              {failure?.detail && (
                <p className="small muted" lang="en">
                  {failure.detail}
                </p>
              )}
            </div>
            <IconButton icon="cross" label={t('app.dismiss')} onPress={() => dismiss(n.id)} />
          </div>
        );
      });
  return (
    <div className="notices" data-react-aria-top-layer="true">
      <div role="status">{list('good')}</div>
      <div role="alert">{list('bad')}</div>
    </div>
  );
}
