import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { I18nProvider } from 'react-aria-components';
import { ConsoleScreen } from './console/ConsoleScreen.tsx';
import { DeviceScreen } from './device/DeviceScreen.tsx';
import { DueBanner } from './due/DueBanner.tsx';
import { i18n, useLanguage, useT } from './i18n.ts';
import { JournalScreen } from './journal/JournalScreen.tsx';
import { ProceduresScreen } from './procedures/ProceduresScreen.tsx';
import { RackScreen } from './rack/RackScreen.tsx';
import { type Route, useRoute } from './route.ts';
import { RunScreen } from './run/RunScreen.tsx';
import { Announcer } from './shell/Announcer.tsx';
import { Header } from './shell/Header.tsx';
import { Nav } from './shell/Nav.tsx';
import { Notices } from './shell/Notices.tsx';
import { Overlays } from './shell/Overlays.tsx';
import { Stopped } from './shell/Stopped.tsx';
import { SitesScreen } from './sites/SitesScreen.tsx';
import { forgetGoodNews, useStore } from './store.ts';
import { VaultWatch } from './vault/VaultWatch.tsx';

// QR codes and the camera come with it: loaded when somebody works across the air gap.
const TripsScreen = lazy(async () => ({ default: (await import('./airgap/TripsScreen.tsx')).TripsScreen }));

function screen({ screen, id, part }: Route): ReactNode {
  switch (screen) {
    case 'sites':
      return <SitesScreen />;
    case 'rack':
      return <RackScreen />;
    case 'run':
      return <RunScreen runId={id} />;
    case 'device':
      return <DeviceScreen deviceId={id} part={part} />;
    case 'console':
      return <ConsoleScreen deviceId={id} />;
    case 'trips':
      return (
        <Suspense fallback={null}>
          <TripsScreen id={id} />
        </Suspense>
      );
    case 'procedures':
      return <ProceduresScreen procedureId={id} />;
    case 'journal':
      return <JournalScreen stream={id} />;
  }
}

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
 * well on the former one has been seen; what failed stays until it is dismissed.
 */
function useHeadingFocus(screen: string) {
  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    document.querySelector('h1')?.focus({ preventScroll: true });
    forgetGoodNews();
    scrollTo(0, 0);
    document.querySelector('main')?.scrollTo(0, 0);
  }, [screen]);
}

export function App() {
  const route = useRoute();
  const stopped = useStore((s) => s.stopped);
  const language = useLanguage();
  const t = useT();
  useDocument(route);
  useHeadingFocus(`${route.screen}/${route.id}`);
  if (stopped) return <Stopped at={stopped} />;
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
          {screen(route)}
        </main>
      </div>
      <Overlays />
      <Notices />
      <Announcer />
      <VaultWatch />
    </I18nProvider>
  );
}
