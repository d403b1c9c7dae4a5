import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type {
  AppInfo,
  Bridge,
  CommandName,
  Commands,
  ConsoleView,
  DueView,
  EventName,
  Events,
  Failure,
  PracticeState,
  ProcedureSummary,
  RackStatus,
  Result,
  RunSummary,
  RunView,
  Settings,
  Site,
  VaultChange,
  VaultState,
} from '../../preload/contract.ts';
import { i18n } from './i18n.ts';
import type { Errand } from './idrac/errand.ts';
import type { IdracAnswer } from './idrac/reading.ts';
import { namedSites } from './names.ts';
import { grow, type Trends } from './rack/trend.ts';
import { share } from './share.ts';

/** Something the person must notice: said aloud by a live region and shown until dismissed or replaced. */
export interface Notice {
  id: number;
  tone: 'good' | 'bad';
  text: string | null;
  failure: Failure | null;
}
export interface State {
  stopped: string | null;
  info: AppInfo | null;
  settings: Settings;
  sites: Site[];
  siteId: string | null;
  rack: RackStatus | null;
  /** Device looked at last; where a screen about one device begins. */
  deviceId: string | null;
  /** Temperatures while the site is watched, by device. */
  trends: Trends;
  /** Consoles as this process holds them, by device of the chosen site; `since` is when that state was heard of. */
  consoles: Record<string, { view: ConsoleView; since: string }>;
  /** What iDRACs told last, by device of the chosen site. */
  idracs: Record<string, IdracAnswer>;
  /** Changes that take minutes to an hour, by `site/device`; they outlive the screen that sent them. */
  errands: Record<string, Errand>;
  vault: VaultState | null;
  procedures: ProcedureSummary[];
  runs: RunSummary[];
  /** What open runs wait for by the clock. */
  dues: DueView[];
  /** `receivedAt` (ms) lets the elapsed time run on between two events. */
  run: { view: RunView; receivedAt: number } | null;
  /** Last journal entry of the run on screen that was heard of: `run.view` is older where that entry changed nothing in it. */
  runSeq: number;
  practice: PracticeState;
  /** Grows with every journal event; screens that list entries read again when it moves. */
  journalTick: number;
  sideBySide: boolean;
  notices: Notice[];
}

export const useStore = create<State>()(() => ({
  stopped: null,
  info: null,
  settings: { language: 'en', theme: 'dark', operator: '', collector: '', vaultLockMinutes: 15, timeServer: '' },
  sites: [],
  siteId: null,
  rack: null,
  deviceId: null,
  trends: {},
  consoles: {},
  idracs: {},
  errands: {},
  vault: null,
  procedures: [],
  runs: [],
  dues: [],
  run: null,
  runSeq: 0,
  practice: { running: false, size: null, siteId: null, scale: 1 },
  journalTick: 0,
  sideBySide: false,
  notices: [],
}));

/** Some of the state. Whoever asks for it is drawn again when one of these parts changes, and for nothing else. */
export const useParts = <K extends keyof State>(...parts: K[]): Pick<State, K> =>
  useStore(useShallow((s) => Object.fromEntries(parts.map((part) => [part, s[part]])) as Pick<State, K>));

let bridge: Bridge | null = null;

/** Sends a command and hands back its result as data, for callers that show the failure themselves. */
export async function send<K extends CommandName>(
  name: K,
  ...args: Commands[K]['args']
): Promise<Result<Commands[K]['result']>> {
  if (!bridge) throw new Error('send() before start()');
  return bridge.invoke(name, ...args);
}

/** Sends a command; a failure becomes a notice and null. */
export async function call<K extends CommandName>(
  name: K,
  ...args: Commands[K]['args']
): Promise<Commands[K]['result'] | null> {
  const result = await send(name, ...args);
  if (result.ok) return result.value;
  notify({ tone: 'bad', text: null, failure: result.error });
  return null;
}

/** Hears an event as it comes, for what is too much for the store: console output. Returns its own unsubscribe. */
export function listen<K extends EventName>(name: K, listener: (payload: Events[K]) => void): () => void {
  if (!bridge) throw new Error('listen() before start()');
  return bridge.subscribe(name, listener);
}

let lastNotice = 0;
export function notify(notice: Omit<Notice, 'id'>): void {
  lastNotice += 1;
  const id = lastNotice;
  useStore.setState((s) => ({ notices: [...s.notices.slice(-2), { ...notice, id }] }));
}
export const forgetGoodNews = (): void =>
  useStore.setState((s) => ({ notices: s.notices.filter((n) => n.tone === 'bad') }));
export const dismiss = (id: number): void =>
  useStore.setState((s) => ({ notices: s.notices.filter((n) => n.id !== id) }));

/** Whether a newer view of this run is on screen already: an answer and the events it caused may overtake each other. */
const isOld = (s: State, view: RunView): boolean => s.run?.view.id === view.id && s.runSeq > view.seq;

/**
 * The view as it goes on screen. Views come many times a second and mostly say what the last one said: its equal parts stay
 * the objects they were, and where nothing but the number of the entry differs the whole stays.
 */
function shown(s: State, view: RunView): Pick<State, 'run' | 'runSeq'> {
  const before = s.run?.view.id === view.id ? s.run : null;
  const { seq } = view;
  const shared = before ? share(before.view, { ...view, seq: before.view.seq }) : view;
  return {
    run: before && shared === before.view ? before : { view: { ...shared, seq }, receivedAt: Date.now() },
    runSeq: seq,
  };
}

function summaryOf(view: RunView): RunSummary {
  const { id, procedureId, title, siteId, status, startedAt, author, progress } = view;
  return { id, procedureId, title, siteId, status, startedAt, author, progress };
}

/** A run's list entry and, when it is the one on screen, its view. */
export function takeRun(view: RunView): void {
  useStore.setState((s) => {
    if (isOld(s, view)) return {};
    const summary = summaryOf(view);
    const known = s.runs.some((r) => r.id === view.id);
    const runs = known ? s.runs.map((r) => (r.id === view.id ? summary : r)) : [summary, ...s.runs];
    const onScreen = s.run === null || s.run.view.id === view.id;
    return { runs: share(s.runs, runs), ...(onScreen ? shown(s, view) : {}) };
  });
}

export async function openRun(id: string): Promise<void> {
  if (useStore.getState().run?.view.id === id) return;
  const view = await call('runs.get', id);
  if (view) useStore.setState((s) => (isOld(s, view) ? {} : shown(s, view)));
}

const chosenSite = 'rackhand.site';
export async function chooseSite(siteId: string | null): Promise<void> {
  if (useStore.getState().siteId === siteId) return;
  useStore.setState({ siteId, rack: null, vault: null, trends: {}, consoles: {}, idracs: {} });
  if (siteId) sessionStorage.setItem(chosenSite, siteId);
  await call('rack.watch', siteId);
  await readVault(siteId);
  if (!siteId) return;
  const open = useStore.getState().runs.find((r) => r.status === 'open' && r.siteId === siteId);
  if (open) await openRun(open.id);
}

export async function readVault(siteId: string | null): Promise<void> {
  const vault = await call('vault.state', siteId);
  if (vault) useStore.setState((s) => (s.siteId === siteId ? { vault } : {}));
}

/** The state is shown at once; what else there is to know about the vault is asked for. */
export function takeVault({ state }: VaultChange): void {
  const { siteId, vault } = useStore.getState();
  if (vault) useStore.setState({ vault: { ...vault, state } });
  void readVault(siteId);
}

/** A new picture of the rack, for the chosen site only. */
export function takeRack(rack: RackStatus): void {
  useStore.setState((s) => (rack.siteId === s.siteId ? { rack, trends: grow(s.trends, rack) } : {}));
}

/** Reads every device of the site now. */
export async function readRack(siteId: string): Promise<void> {
  const fresh = await call('rack.refresh', siteId);
  if (fresh) takeRack(fresh);
}

export function takeConsole(view: ConsoleView): void {
  useStore.setState((s) => {
    if (view.siteId !== s.siteId) return {};
    const held = s.consoles[view.deviceId];
    const since = held?.view.state === view.state ? held.since : new Date().toISOString();
    return { consoles: { ...s.consoles, [view.deviceId]: { view, since } } };
  });
}

export function takeSites(sites: Site[]): void {
  useStore.setState({ sites: namedSites(sites, i18n.t) });
  const { siteId } = useStore.getState();
  if (sites.some((s) => s.id === siteId)) return;
  const remembered = sites.find((s) => s.id === sessionStorage.getItem(chosenSite));
  void chooseSite((remembered ?? sites[0])?.id ?? null);
}

export async function saveSettings(change: Partial<Settings>): Promise<void> {
  const settings = await call('settings.set', change);
  if (settings) useStore.setState({ settings });
}

/** Binds the store to the main process: events first, so that nothing is missed, then the present state. */
export async function start(to: Bridge): Promise<void> {
  bridge = to;
  i18n.on('languageChanged', () => useStore.setState((s) => ({ sites: namedSites(s.sites, i18n.t) })));
  to.subscribe('sites.changed', takeSites);
  to.subscribe('vault.changed', takeVault);
  to.subscribe('rack.status', takeRack);
  to.subscribe('console.changed', takeConsole);
  to.subscribe('runs.changed', takeRun);
  to.subscribe('runs.due', (dues) => useStore.setState({ dues }));
  to.subscribe('practice.changed', (practice) => useStore.setState({ practice }));
  to.subscribe('journal.grown', () => useStore.setState((s) => ({ journalTick: s.journalTick + 1 })));
  const [info, settings, sites, runs, procedures, practice, dues] = await Promise.all([
    call('app.info'),
    call('settings.get'),
    call('sites.list'),
    call('runs.list'),
    call('procedures.list'),
    call('practice.state'),
    call('runs.due'),
  ]);
  useStore.setState((s) => ({
    info,
    settings: settings ?? s.settings,
    runs: runs ?? [],
    dues: dues ?? [],
    procedures: procedures ?? [],
    practice: practice ?? s.practice,
  }));
  takeSites(sites ?? []);
}
