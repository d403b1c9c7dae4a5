import { type ReactNode, useEffect, useRef } from 'react';
import { I18nProvider } from 'react-aria-components';
import { DueBanner } from './due/DueBanner.tsx';
import { i18n, useLanguage, useT } from './i18n.ts';
import { type Route, useRoute } from './route.ts';
import { Announcer } from './shell/Announcer.tsx';
import { Header } from './shell/Header.tsx';
import { Nav } from './shell/Nav.tsx';
import { Notices } from './shell/Notices.tsx';
import { Overlays } from './shell/Overlays.tsx';
import { ScreenBoundary } from './shell/ScreenBoundary.tsx';
import { Stopped } from './shell/Stopped.tsx';
import { screenOf } from './shell/screens.tsx';
import { forgetGoodNews, useStore } from './store.ts';
import { VaultWatch } from './vault/VaultWatch.tsx';

/** Settings take effect on the document: its language, its theme, its title. */
function useDocument(route: Route) {
  const { language, theme } = useStore((s) => s.settings);
  const t = useT();
  useEffect(() => void i18n.changeLanguage(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = theme;
  }, [language, theme]);
  useEffect(() => {
    document.title = t('app.title', { screen: t(`nav.${route.screen}`) });
  }, [t, route.screen]);
}

/**
 * A new screen is a new page to a screen reader: its heading gets the focus, but never on the first picture. What went
 * well on the former one has been seen; what failed stays until it is dismissed. Returns what to call with a screen that
 * is there: those that are loaded late have no heading before.
 */
function useArrival(): (screen: string) => void {
  const shown = useRef<string | null>(null);
  return (screen) => {
    if (shown.current === screen) return;
    const first = shown.current === null;
    shown.current = screen;
    if (first) return;
    document.querySelector('h1')?.focus({ preventScroll: true });
    forgetGoodNews();
    scrollTo(0, 0);
    document.querySelector('main')?.scrollTo(0, 0);
  };
}

/** Stands behind a screen, within what waits for it: its effect runs once the screen is drawn. */
function Arrival({ at, onArrive }: { at: string; onArrive: (at: string) => void }): ReactNode {
  useEffect(() => onArrive(at));
  return null;
}

export function App() {
  const route = useRoute();
  const stopped = useStore((s) => s.stopped);
  const language = useLanguage();
  const t = useT();
  useDocument(route);
  const onArrive = useArrival();
  if (stopped) return <Stopped at={stopped} />;
  const at = `${route.screen}/${route.id}`;
  return (
    <I18nProvider locale={language}>
      <a className="skip button primary" href="#main">
        {t('app.skip')}
      </a>
      <div className={route.screen === 'run' ? 'shell on-run' : 'shell'}>
        <Header />
        <Nav current={route.screen} />
        <main className="main" id="main" tabIndex={-1}>
          <DueBanner shown={route.screen === 'run' ? route.id : null} />
          <ScreenBoundary at={at}>
            {screenOf(route)}
            <Arrival at={at} onArrive={onArrive} />
          </ScreenBoundary>
        </main>
      </div>
      <Overlays />
      <Notices />
      <Announcer />
      <VaultWatch />
    </I18nProvider>
  );
}
