import { type ComponentType, lazy, type ReactNode } from 'react';
import { RackScreen } from '../rack/RackScreen.tsx';
import type { Route } from '../route.ts';
import { RunScreen } from '../run/RunScreen.tsx';
import { SitesScreen } from '../sites/SitesScreen.tsx';

/** A screen that is loaded when somebody goes there: the first picture waits for none of them. */
const late = <M, P>(load: () => Promise<M>, pick: (module: M) => ComponentType<P>) =>
  lazy(async () => ({ default: pick(await load()) }));

const DeviceScreen = late(
  () => import('../device/DeviceScreen.tsx'),
  (m) => m.DeviceScreen,
);
const ConsoleScreen = late(
  () => import('../console/ConsoleScreen.tsx'),
  (m) => m.ConsoleScreen,
);
const TripsScreen = late(
  () => import('../airgap/TripsScreen.tsx'),
  (m) => m.TripsScreen,
);
const ProceduresScreen = late(
  () => import('../procedures/ProceduresScreen.tsx'),
  (m) => m.ProceduresScreen,
);
const PlannerScreen = late(
  () => import('../planner/PlannerScreen.tsx'),
  (m) => m.PlannerScreen,
);
const JournalScreen = late(
  () => import('../journal/JournalScreen.tsx'),
  (m) => m.JournalScreen,
);
const HelpScreen = late(
  () => import('../help/HelpScreen.tsx'),
  (m) => m.HelpScreen,
);

/** The screen that an address names. */
export function screenOf({ screen, id, part }: Route): ReactNode {
  switch (screen) {
    case 'sites':
      return <SitesScreen />;
    case 'rack':
      return <RackScreen />;
    case 'run':
      return <RunScreen runId={id} procedureId={part} />;
    case 'device':
      return <DeviceScreen deviceId={id} part={part} />;
    case 'console':
      return <ConsoleScreen deviceId={id} />;
    case 'trips':
      return <TripsScreen id={id} />;
    case 'procedures':
      return <ProceduresScreen procedureId={id} />;
    case 'planner':
      return <PlannerScreen />;
    case 'journal':
      return <JournalScreen stream={id} />;
    case 'help':
      return <HelpScreen topic={id} />;
  }
}
