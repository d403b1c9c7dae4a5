import type {
  ActionResult,
  Bridge,
  CommandName,
  Commands,
  CurrentStep,
  EventName,
  Failure,
  JournalEntry,
  PowerVerb,
  RunView,
  Settings,
  Verdict,
} from '../../preload/contract.ts';
import {
  ago,
  both,
  connection,
  heartbeat,
  holdSlave,
  metadb,
  onlyOn,
  practiceSite,
  procedure,
  site,
  statuses,
} from './rig.ts';
import { ask, type Scene, scenes } from './scenes.ts';

type Handlers = { [K in CommandName]: (...args: Commands[K]['args']) => Commands[K]['result'] };
const fail = (code: string, message: string): never => {
  throw Object.assign(new Error(message), { failure: { code, message } satisfies Failure });
};

/** A rack, a run and a journal in memory. `step` picks the scene; `sites=none` starts empty; `status` ends the run. */
export function fakeBridge(options: Record<string, string | undefined>): Bridge {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const emit = (name: EventName, payload: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never);
  };
  let settings: Settings = {
    language: options.language === 'de' ? 'de' : 'en',
    theme: (options.theme as Settings['theme'] | undefined) ?? 'dark',
    operator: options.operator ?? 'A. Lindner',
  };
  let sites = options.sites === 'none' ? [] : [site, practiceSite];
  let at = Math.max(
    0,
    scenes.findIndex((s) => s.path === options.step),
  );
  if (at === 0) at = 2;
  let practice = { running: false, siteId: null as string | null, scale: 60 };
  let vault = (options.vault as 'absent' | 'locked' | 'open' | undefined) ?? 'open';
  const startedAt = ago(5400);

  const scene = (): Scene => scenes[at] ?? fail('run.over', 'no such scene');
  const rack = (siteId: string) => {
    const s = scene();
    const picture = { slaveOff: s.slaveOff ?? false, masterUp: s.masterUp ?? false, locks: s.locks ?? [] };
    return { siteId, devices: statuses(picture).filter((d) => siteId !== 'practice' || d.deviceId !== 'u20') };
  };
  const current = (): CurrentStep => {
    const s = scene();
    return {
      path: s.path,
      kind: s.kind,
      title: s.title,
      text: null,
      where: null,
      cautions: [],
      sources: [{ document: '000', section: 'Upgrading a SPS cluster to 5 F8', lines: 'L435-442' }],
      since: ago(40),
      device: null,
      asks: [],
      manual: null,
      action: null,
      blockedBy: [],
      readings: [],
      timing: null,
      automatic: false,
      lastResult: null,
      failure: null,
      ...s.step,
    };
  };
  const status = () => (options.status as RunView['status'] | undefined) ?? (at >= scenes.length ? 'finished' : 'open');
  const view = (): RunView => ({
    id: 'r-7f3a',
    procedureId: procedure.id,
    title: procedure.title,
    siteId: options.site ?? 'frankfurt',
    status: status(),
    startedAt,
    author: 'A. Lindner',
    progress: { done: at - 1, total: scenes.length - 1 },
    objective: procedure.objective,
    endState: procedure.endState,
    wayOut: procedure.wayOut,
    bindings: site.devices.slice(0, 2).map((d, i) => ({
      role: i === 0 ? 'primary' : 'secondary',
      label: procedure.roles[i]?.label ?? both('', ''),
      deviceId: d.id,
      deviceName: d.name,
      serial: d.serial,
      bmc: d.bmc?.address ?? null,
    })),
    t0: at >= 4 ? ago(754) : null,
    steps: scenes.map((s, i) => ({
      path: s.path,
      depth: s.path.includes('/') ? 1 : 0,
      kind: s.kind,
      title: s.title,
      status: i < at ? 'done' : i === at ? 'current' : 'pending',
      doneAt: i < at ? ago((at - i) * 300) : null,
    })),
    current: status() === 'open' ? current() : null,
    interlocks: [holdSlave, onlyOn, metadb, heartbeat].map((v) => {
      const active = scene().locks?.includes(v) ?? false;
      const blocks = scene().step?.blockedBy?.includes(v) ?? false;
      return { ...v, active: active || blocks || v === heartbeat, met: !active && !blocks, overridden: false };
    }),
    facts: [
      {
        name: 'ha.status',
        value: 'HA',
        origin: 'entered',
        author: 'A. Lindner',
        at: ago(4000),
        serial: null,
        evidence: null,
        label: both('HA status', 'HA-Status'),
      },
      {
        name: 'slave.power',
        value: 'off',
        origin: 'sensed',
        author: 'rackhand',
        at: ago(900),
        serial: 'SPS4K-0417-2304',
        evidence: null,
        label: both('Power of the slave', 'Strom des Slaves'),
      },
      {
        name: 'firmware.sha256',
        value: 'ab34'.repeat(16),
        origin: 'entered',
        author: 'A. Lindner',
        at: ago(3800),
        serial: null,
        evidence: 'SPS-5.8.0.iso',
        label: both('SHA-256 of the firmware', 'SHA-256 der Firmware'),
      },
      {
        name: 'slave.shutdown.at',
        value: ago(950),
        origin: 'marked',
        author: 'A. Lindner',
        at: ago(950),
        serial: null,
        evidence: null,
        label: both('Slave shut down', 'Slave heruntergefahren'),
      },
    ],
    recordable: [
      ask('supportCase.number', both('Support case number', 'Nummer des Support-Falls'), 'text'),
      ask(
        'supportCase.decision',
        both('Decision of the vendor’s support', 'Entscheidung des Hersteller-Supports'),
        'enum',
        {
          values: [
            { value: 'keep-off', label: both('Keep the slave off', 'Slave aus lassen') },
            { value: 'start', label: both('Start the slave', 'Slave starten') },
          ],
        },
      ),
    ],
    driver: options.elsewhere === '1' ? 'elsewhere' : 'here',
  });
  const summaries = () => (options.run === 'none' ? [] : [view()]);
  const changed = () => {
    emit('runs.changed', view());
    emit('rack.status', rack('frankfurt'));
    emit('journal.grown', { stream: 'r-7f3a', seq: at });
  };
  const next = () => {
    at = Math.min(at + 1, scenes.length - 1);
    changed();
    return view();
  };
  const checks = (deviceId: string): Record<PowerVerb, Verdict[]> => {
    const locks = rack('frankfurt').devices.find((d) => d.deviceId === deviceId)?.locks ?? [];
    const of = (verb: PowerVerb) => locks.filter((l) => l.blocks.includes(`power.${verb}`));
    return { on: of('on'), off: of('off'), soft: of('soft'), cycle: of('cycle'), reset: of('reset'), diag: of('diag') };
  };
  const outcome = (deviceId: string, verb: PowerVerb): ActionResult => {
    const d = site.devices.find((x) => x.id === deviceId) ?? fail('device.unknown', 'no such device');
    return {
      id: 'a-9',
      action: `power.${verb}`,
      outcome: (options.outcome as ActionResult['outcome'] | undefined) ?? 'done',
      deviceName: d.name,
      serial: d.serial,
      bmc: d.bmc?.address ?? '',
      before: 'off',
      after: options.outcome === 'unknown' ? null : 'on',
      detail: '',
      verdicts: options.outcome === 'refused' ? [holdSlave] : [],
      failure: null,
      at: ago(0),
    };
  };
  const entries: JournalEntry[] = Array.from({ length: 12 }, (_, i) => ({
    stream: 'r-7f3a',
    seq: i + 1,
    at: ago(5000 - i * 200),
    author: i % 3 ? 'A. Lindner' : 'rackhand',
    type: i % 3 ? 'step.answered' : 'fact.sensed',
    data: { path: 'preflight/ha', values: { 'ha.status': 'HA', 'version.before': '4.0.12' } },
    prev: 'c0ffee'.repeat(10),
    hash: `${i}f3a9b`.repeat(10),
  }));

  const handlers: Handlers = {
    'app.info': () => ({
      name: 'Rackhand',
      version: '0.1.0',
      shell: 'web',
      runtime: {},
      home: '~/.local/share/rackhand',
    }),
    'settings.get': () => settings,
    'settings.set': (change) => {
      settings = { ...settings, ...change };
      return settings;
    },
    'sites.list': () => sites,
    'sites.save': ({ id, name, notes }) => {
      const saved = {
        ...(sites.find((s) => s.id === id) ?? { devices: [], practice: null }),
        id: id ?? name,
        name,
        notes,
      };
      sites = [...sites.filter((s) => s.id !== saved.id), saved];
      emit('sites.changed', sites);
      return saved;
    },
    'sites.remove': (id) => {
      sites = sites.filter((s) => s.id !== id);
      emit('sites.changed', sites);
      return null;
    },
    'sites.export': () => ({ filename: 'frankfurt.yaml', yaml: 'name: Frankfurt\n' }),
    'sites.import': () => fail('site.yaml', 'line 3: unknown key "devcies"'),
    'devices.save': (siteId, device) => {
      sites = sites.map((s) =>
        s.id === siteId ? { ...s, devices: [...s.devices.filter((d) => d.id !== device.id), device] } : s,
      );
      emit('sites.changed', sites);
      return sites.find((s) => s.id === siteId) ?? fail('site.unknown', 'no such site');
    },
    'devices.remove': (siteId, id) => {
      sites = sites.map((s) => (s.id === siteId ? { ...s, devices: s.devices.filter((d) => d.id !== id) } : s));
      emit('sites.changed', sites);
      return sites.find((s) => s.id === siteId) ?? fail('site.unknown', 'no such site');
    },
    'devices.test': (_, deviceId) => connection(deviceId),
    'vault.state': () => ({
      state: vault,
      secrets: site.devices.flatMap((d) => [
        { deviceId: d.id, endpoint: 'bmc' as const, stored: true },
        { deviceId: d.id, endpoint: 'web' as const, stored: d.id === 'sps-a' },
      ]),
    }),
    'vault.open': () => {
      vault = 'open';
      return null;
    },
    'vault.lock': () => {
      vault = 'locked';
      return null;
    },
    'vault.store': () => null,
    'rack.watch': (siteId) => {
      if (siteId) queueMicrotask(() => emit('rack.status', rack(siteId)));
      return null;
    },
    'rack.refresh': (siteId) => rack(siteId),
    'power.check': (_, deviceId) => checks(deviceId),
    'power.perform': (_, deviceId, verb) => outcome(deviceId, verb),
    'procedures.list': () => [procedure],
    'procedures.get': () => ({
      ...procedure,
      outline: scenes.map((s) => ({
        path: s.path,
        depth: s.path.includes('/') ? 1 : 0,
        kind: s.kind,
        title: s.title,
        text: s.step?.text ?? null,
        sources: [{ document: '000', lines: 'L435-442' }],
      })),
    }),
    'runs.list': () => summaries(),
    'runs.get': () => view(),
    'runs.start': () => {
      at = 1;
      return view();
    },
    'runs.answer': () => next(),
    'runs.go': () => next(),
    'runs.acknowledge': () => view(),
    'runs.override': () => view(),
    'runs.record': () => view(),
    'runs.abort': () => {
      options.status = 'aborted';
      return view();
    },
    'runs.resume': () => {
      options.status = 'open';
      return view();
    },
    'journal.list': (stream, after) => (stream === 'r-7f3a' ? entries.filter((e) => e.seq > after) : []),
    'journal.verify': () => ({ ok: true, streams: 2, entries: 128, broken: null }),
    'journal.export': () => ({ filename: 'run.ndjson', ndjson: '' }),
    'practice.state': () => practice,
    'practice.start': (scale) => {
      practice = { running: true, siteId: 'practice', scale };
      return practice;
    },
    'practice.stop': () => {
      practice = { ...practice, running: false };
      return practice;
    },
    'practice.fault': () => null,
  };
  return {
    async invoke(name, ...args) {
      try {
        const run = handlers[name] as (...a: unknown[]) => Commands[typeof name]['result'];
        return { ok: true, value: run(...args) };
      } catch (error) {
        return { ok: false, error: (error as { failure: Failure }).failure };
      }
    },
    subscribe(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      return () => {
        set.delete(listener as (payload: never) => void);
      };
    },
  };
}
