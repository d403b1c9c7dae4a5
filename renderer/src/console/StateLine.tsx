import type { ConsoleView } from '../../../preload/contract.ts';
import { clock } from '../format.ts';
import { number, useLanguage, useT } from '../i18n.ts';
import { Icon, type IconName } from '../parts/Icon.tsx';

/** What the console is doing, in words, and how much of its output is not on the screen. */
export function StateLine(props: {
  view: ConsoleView;
  since: string;
  paused: boolean;
  waiting: number;
  typing: boolean;
  printed: boolean;
}) {
  const { view, since, paused, waiting, typing, printed } = props;
  const t = useT();
  const language = useLanguage();
  const time = clock(since);
  const said: [IconName, string, string] = (() => {
    switch (view.state) {
      case 'closed':
        return ['unread', 'tone-mute', t(view.recording ? 'console.state.closedLog' : 'console.state.closed')];
      case 'connecting':
        return ['clock', 'tone-warn', t('console.state.connecting')];
      case 'lost':
        return ['warn', 'tone-bad', t('console.state.lost', { time })];
      case 'paused':
        return ['pause', 'tone-warn', t('console.state.held', { time })];
      case 'open':
        return typing
          ? ['keyboard', 'tone-warn', t('console.state.typing')]
          : ['sensed', 'tone-ok', t('console.state.watching', { time: view.openedAt ? clock(view.openedAt) : time })];
    }
  })();
  const [icon, tone, words] = said;
  return (
    <div className="console-state row">
      <p role="status" className={tone}>
        <Icon name={icon} /> <b>{words}</b>
      </p>
      {paused && (
        <p className="tone-warn">
          <Icon name="pause" /> {t('console.paused', { count: number(waiting, language) })}
        </p>
      )}
      {view.state === 'open' && !printed && <p className="muted">{t('console.quiet')}</p>}
      {!paused && waiting > 100_000 && (
        <p className="muted">{t('console.catchingUp', { count: number(waiting, language) })}</p>
      )}
    </div>
  );
}
