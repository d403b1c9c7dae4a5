import { Component, type ReactNode, Suspense } from 'react';
import { useT } from '../i18n.ts';
import { Button } from '../parts/Button.tsx';
import { copyText } from '../parts/transfer.ts';

interface Props {
  /** The screen's address: another one is tried afresh. */
  at: string;
  children: ReactNode;
}
interface State {
  error: Error | null;
  /** Where it happened. */
  at: string;
}

/**
 * An error in one screen stays there: header, locks, navigation and the other screens go on, and so does the run, which
 * lives in the main process. A screen that could not be loaded ends here, too.
 */
export class ScreenBoundary extends Component<Props, State> {
  override state: State = { error: null, at: this.props.at };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { error: null, at };
  }

  override render(): ReactNode {
    const { error, at } = this.state;
    if (error) return <Broken error={error} at={at} onRetry={() => this.setState({ error: null })} />;
    return <Suspense fallback={null}>{this.props.children}</Suspense>;
  }
}

function Broken({ error, at, onRetry }: { error: Error; at: string; onRetry: () => void }) {
  const t = useT();
  const details = `Rackhand, screen ${at}\n${error.stack ?? error.message}`;
  return (
    <div className="stack" role="alert">
      <h1 tabIndex={-1}>{t('broken.title')}</h1>
      <p>{t('broken.still')}</p>
      <p>{t('broken.next')}</p>
      <div className="row">
        <Button tone="primary" icon="refresh" onPress={onRetry}>
          {t('broken.retry')}
        </Button>
        <Button icon="sites" onPress={() => location.reload()}>
          {t('broken.reload')}
        </Button>
        <Button icon="copy" onPress={() => copyText(details)}>
          {t('broken.copy')}
        </Button>
      </div>
      <details className="folded">
        <summary>{t('broken.details')}</summary>
        <pre className="panel scroll-x small" lang="en">
          {details}
        </pre>
      </details>
    </div>
  );
}
