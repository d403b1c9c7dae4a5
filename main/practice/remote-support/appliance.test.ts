import { describe, expect, it } from 'vitest';
import {
  CLIENT_WINDOW,
  DURATION,
  doing,
  inService,
  isRsAction,
  listens,
  newAppliance,
  nextDue,
  obstacleTo,
  offeredFor,
  RS_ACTIONS,
  type RsAction,
  type RsEvent,
  type RsState,
  reduceRs,
  type Stage,
  stageOf,
  WRONG_CLOCK_S,
} from './appliance.ts';
import { keyText } from './keys.ts';
import { CATALOGUE, type PackageName } from './packages.ts';
import { judgeKey } from './vendor.ts';

/** What happens, in words; a number lets so many seconds pass; a package name is its download. */
type Act =
  | RsAction
  | number
  | PackageName
  | Extract<RsEvent, { type: 'power' }>['to']
  | Extract<RsEvent, { type: 'fault' }>['name'];

const eventOf = (act: RsAction | PackageName | string): RsEvent => {
  if (isRsAction(act as RsAction)) return { type: 'manual', action: act as RsAction };
  if (act === 'on' || act === 'off' || act === 'reset') return { type: 'power', to: act };
  if (CATALOGUE.some(({ name }) => name === act)) return { type: 'downloaded', name: act as PackageName };
  return { type: 'fault', name: act as Extract<RsEvent, { type: 'fault' }>['name'] };
};
const perform = (acts: Act[], start: RsState = newAppliance()): RsState =>
  acts.reduce(
    (state, act) =>
      typeof act === 'number'
        ? reduceRs(state, { type: 'time' }, state.now + act)
        : reduceRs(state, eventOf(act), state.now),
    start,
  );
const kinds = (state: RsState) => state.disasters.map(({ kind }) => kind);
const SERIAL = 'RH-RS-A';
const verdict = (state: RsState, n: number) => {
  const judged = judgeKey(state, SERIAL, 'seed', keyText(SERIAL, 'seed', n));
  return 'key' in judged ? offeredFor(state, judged.key).map(({ name }) => name) : judged.refused;
};

const ROUND_1: Act[] = ['rs.key.generate', 'base-7.0', 'product-24.1'];
const BASE: Act[] = [...ROUND_1, 'rs.install.base'];
const RESTARTING: Act[] = [...BASE, DURATION.base];
const NEW_BASE: Act[] = [...RESTARTING, DURATION.restart];
const PRODUCT: Act[] = [...NEW_BASE, 'rs.backup', 'rs.install.product'];
const FIRST: Act[] = [...PRODUCT, DURATION.product];
const SECOND_BASE: Act[] = ['base-7.1', 'rs.install.base', DURATION.base + DURATION.restart];
const STUCK: Act[] = [...ROUND_1, 'base-fails', 'rs.install.base', DURATION.base];

/** How each stage is reached. */
const WAY: Record<Stage, Act[]> = {
  running: [],
  'installing-base': BASE,
  restarting: RESTARTING,
  'installing-product': PRODUCT,
  stuck: STUCK,
  off: ['off'],
  starting: ['reset'],
  dead: [...BASE, 'off'],
};
const STAGES = Object.keys(WAY) as Stage[];

describe('the way up', () => {
  it.each(STAGES)('comes through stage %s', (stage) => {
    const state = perform(WAY[stage]);
    expect(stageOf(state)).toBe(stage);
    expect(doing(state)).not.toBe('');
    expect(listens(state)).toBe(['running', 'installing-base', 'installing-product', 'stuck'].includes(stage));
    expect(inService(state)).toBe(stage === 'running');
  });

  it('takes base before product, a restart with the base, and 15 to 60 minutes for each', () => {
    const state = perform(FIRST);
    expect(state).toMatchObject({
      ...{ base: '7.0.0', product: '24.1.2', installed: ['base-7.0', 'product-24.1'] },
      ...{ uploaded: [], backups: 1, disasters: [], clientsUntil: state.now + CLIENT_WINDOW },
    });
    for (const seconds of [DURATION.base + DURATION.restart, DURATION.product]) {
      expect(seconds).toBeGreaterThanOrEqual(15 * 60);
      expect(seconds).toBeLessThanOrEqual(60 * 60);
    }
  });

  it('in two rounds with a day in between comes to the newest versions without a disaster', () => {
    const second: Act[] = [...SECOND_BASE, 'rs.backup', 'product-24.3', CLIENT_WINDOW, 'rs.install.product'];
    const state = perform([...FIRST, 'rs.key.generate', ...second, DURATION.product]);
    expect(state).toMatchObject({ base: '7.1.0', product: '24.3.1', disasters: [] });
    expect(verdict(perform(['rs.key.generate'], state), 3)).toEqual([]);
  });

  it('goes on by itself also when nobody looks in between', () => {
    expect(perform([...BASE, 9999])).toMatchObject({ base: '7.0.0', phase: { name: 'running' } });
    expect(nextDue(perform(BASE))).toBe(DURATION.base);
    expect(nextDue(perform([]))).toBeNull();
  });
});

describe('the download key', () => {
  it('is another one each time, and only the last one is taken', () => {
    const state = perform(['rs.key.generate', 'rs.key.generate']);
    expect(keyText(SERIAL, 'seed', 1)).not.toBe(keyText(SERIAL, 'seed', 2));
    expect([verdict(state, 1), verdict(state, 2)]).toEqual(['old', ['base-7.0', 'product-24.1']]);
  });

  it('belongs to its appliance', () => {
    const state = perform(['rs.key.generate']);
    for (const text of [keyText('RH-RS-B', 'seed', 1), keyText(SERIAL, 'other', 1), keyText(SERIAL, 'seed', 2), ''])
      expect(judgeKey(state, SERIAL, 'seed', text)).toEqual({ refused: 'unknown' });
  });

  it('is written so that it survives typing', () => {
    const text = keyText(SERIAL, 'seed', 1);
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = ` ${text.toLowerCase().replaceAll('-', ' ')}\r\n`;
    expect(judgeKey(perform(['rs.key.generate']), SERIAL, 'seed', typed)).toHaveProperty('key');
  });

  it('made by a wrong clock is refused, then and later; corrected, the next one is taken', () => {
    const wrong = perform(['clock-wrong', 'rs.key.generate']);
    expect(wrong.skewS).toBe(WRONG_CLOCK_S);
    expect(verdict(wrong, 1)).toBe('clock');
    const right = perform(['rs.ntp.correct'], wrong);
    expect([right.skewS, verdict(right, 1)]).toEqual([0, 'clock']);
    expect(verdict(perform(['rs.key.generate'], right), 2)).toHaveLength(2);
  });

  it('is spent when what is installed has changed', () => {
    expect(verdict(perform(NEW_BASE), 1)).toBe('old');
    expect(verdict(perform([...NEW_BASE, 'rs.key.generate']), 2)).toEqual(['base-7.1', 'product-24.3']);
  });
});

describe('the list of the vendor', () => {
  it('loses what was downloaded', () => {
    expect(verdict(perform(['rs.key.generate', 'base-7.0']), 1)).toEqual(['product-24.1']);
    expect(verdict(perform(['rs.key.generate', 'base-7.0', 'product-24.1']), 1)).toEqual([]);
  });

  it('loses one by fault, which support gives out again', () => {
    const state = perform(['rs.key.generate', 'package-vanished']);
    expect(verdict(state, 1)).toEqual(['base-7.0']);
    expect(verdict(perform(['repaired'], state), 1)).toEqual(['base-7.0', 'product-24.1']);
  });

  it('without base software leads to a product that cannot be installed', () => {
    const state = perform(['base-missing', 'rs.key.generate']);
    expect(verdict(state, 1)).toEqual(['product-24.1']);
    expect(obstacleTo(perform(['product-24.1'], state), 'rs.install.product')).toEqual({
      outcome: 'impossible',
      reason: 'product-24.1 does not satisfy its requirements: base-7.0 not installed',
      until: null,
    });
    expect(verdict(perform(['repaired'], state), 1)).toHaveLength(2);
  });

  it('has nothing to lose any more when all was installed', () => {
    const all = perform(CATALOGUE.map(({ name }): Act => name));
    expect(perform(['package-vanished'], all).vanished).toEqual([]);
  });
});

/** In which stages an action is played, or is done already, once round 1 has been carried there. */
const POSSIBLE: Record<RsAction, { played: Stage[]; already: Stage[] }> = {
  'rs.ntp.correct': { played: ['running'], already: [] },
  'rs.key.generate': { played: ['running'], already: [] },
  'rs.packages.download': { played: [], already: ['running', 'installing-base', 'restarting', 'stuck', 'dead'] },
  'rs.backup': { played: ['running'], already: [] },
  'rs.package.upload': { played: ['running'], already: [] },
  'rs.install.base': { played: ['running'], already: ['installing-base', 'restarting'] },
  'rs.install.product': { played: [], already: ['installing-product'] },
};

describe.each(RS_ACTIONS)('%s', (action) => {
  it.each(STAGES)('in stage %s', (stage) => {
    const start = reduceRs(newAppliance(), { type: 'clock', skewS: 90 }, 0);
    const state = perform(WAY[stage].length > 0 ? WAY[stage] : ROUND_1, start);
    const { played, already } = POSSIBLE[action];
    const expected = played.includes(stage) ? undefined : already.includes(stage) ? 'already' : 'impossible';
    const obstacle = obstacleTo(state, action);
    expect(obstacle?.outcome).toBe(expected);
    if (obstacle) expect(perform([action], state)).toEqual(state);
    else expect(perform([action], state)).not.toEqual(state);
  });
});

describe('a click', () => {
  it('is forgiven the second time', () => {
    const again = (way: Act[], action: RsAction) => obstacleTo(perform(way), action)?.outcome;
    expect(again([], 'rs.ntp.correct')).toBe('already');
    expect(again([...ROUND_1, 'rs.package.upload', 'rs.package.upload'], 'rs.package.upload')).toBe('already');
    expect(again(NEW_BASE, 'rs.install.base')).toBe('already');
    expect(again(FIRST, 'rs.install.product')).toBe('already');
  });

  it('is worth waiting for while the appliance comes by itself', () => {
    const until = (way: Act[], action: RsAction) => {
      const state = perform(way);
      return (obstacleTo(state, action)?.until ?? Number.NaN) - state.now;
    };
    expect(until(BASE, 'rs.backup')).toBe(DURATION.base);
    expect(until(RESTARTING, 'rs.install.product')).toBe(DURATION.restart);
    expect(until(PRODUCT, 'rs.install.base')).toBe(DURATION.product);
    expect(until(['reset'], 'rs.key.generate')).toBe(DURATION.start);
    expect(until(STUCK, 'rs.backup')).toBeNaN();
  });

  it('needs what it installs', () => {
    for (const action of ['rs.package.upload', 'rs.install.base', 'rs.install.product'] as const)
      expect(obstacleTo(newAppliance(), action)).toMatchObject({ outcome: 'impossible', until: null });
  });

  it('on the vendor’s page takes all that the list holds', () => {
    const state = perform(['rs.key.generate', 'base-7.0', 'rs.packages.download']);
    expect(state.downloaded).toEqual(['base-7.0', 'product-24.1']);
  });

  it.each([
    ['no download key', []],
    ['wrong clock', ['clock-wrong', 'rs.key.generate']],
    ['spent', NEW_BASE],
    ['nothing is offered', ['base-missing', 'package-vanished', 'rs.key.generate', 'product-24.3', 'product-24.1']],
  ] as [string, Act[]][])('on the vendor’s page comes to nothing: %s', (reason, way) => {
    const state = { ...perform(way), installed: perform(way).downloaded };
    expect(obstacleTo(state, 'rs.packages.download')).toMatchObject({ outcome: 'impossible', until: null });
    expect(obstacleTo(state, 'rs.packages.download')?.reason).toContain(reason);
  });

  it('uploads base before product', () => {
    expect(perform([...ROUND_1, 'rs.package.upload']).uploaded).toEqual(['base-7.0']);
  });

  it('elsewhere is not for this machine', () => {
    expect(['rs.backup', 'rs.key.submit', 'us.recovery.reset'].map((one) => isRsAction(one as RsAction))).toEqual([
      ...[true, false, false],
    ]);
  });
});

describe('the Manual Installation page', () => {
  const upload = (state: RsState, name: PackageName) => reduceRs(state, { type: 'uploaded', name }, state.now);
  const install = (state: RsState, name: PackageName) => reduceRs(state, { type: 'install', name }, state.now);

  it('installs what was uploaded, and nothing else', () => {
    const state = upload(newAppliance(), 'base-7.0');
    expect(stageOf(install(state, 'base-7.0'))).toBe('installing-base');
    expect(install(newAppliance(), 'base-7.0')).toEqual(newAppliance());
  });

  it('refuses what depends on more', () => {
    const state = upload(newAppliance(), 'product-24.1');
    expect(install(state, 'product-24.1')).toEqual(state);
  });

  it('takes nothing during an installation', () => {
    const busy = perform(BASE);
    expect(upload(busy, 'product-24.1')).toEqual(busy);
    expect(install(busy, 'base-7.0')).toEqual(busy);
  });
});

describe('disasters', () => {
  it.each([
    ['base-interrupted', BASE, 'off'],
    ['base-interrupted', BASE, 'reset'],
    ['base-interrupted', RESTARTING, 'reset'],
    ['stuck-restarted', STUCK, 'reset'],
    ['stuck-restarted', STUCK, 'off'],
  ] as [string, Act[], Act][])('%s: the appliance is dead until support has it', (kind, way, act) => {
    const dead = perform([...way, act]);
    expect([stageOf(dead), kinds(dead)]).toEqual(['dead', [kind]]);
    expect(perform(['off', 'on', 'reset', 9999], dead)).toEqual({ ...dead, now: dead.now + 9999 });
    const mended = perform(['repaired', DURATION.start], dead);
    expect([stageOf(mended), mended.base]).toEqual(['running', '6.2.1']);
  });

  it('power that goes during the product costs the product', () => {
    const back = perform([...PRODUCT, 'off', 'on', DURATION.start]);
    expect([kinds(back), back.product]).toEqual([['product-interrupted'], '23.2.3']);
    expect(perform(['rs.install.product', DURATION.product], back)).toMatchObject({ product: '24.1.2' });
  });

  it('power in any other stage is none', () => {
    for (const stage of ['running', 'off', 'starting'] as const) {
      const back = perform([...WAY[stage], 'off', 'on', DURATION.start]);
      expect([stageOf(back), kinds(back)]).toEqual(['running', []]);
    }
    expect(perform(['on'])).toEqual(newAppliance());
    expect(perform(['off', 'off', 'reset'])).toEqual(perform(['off']));
  });

  it('no backup between base and product', () => {
    expect(kinds(perform([...NEW_BASE, 'rs.install.product']))).toEqual(['no-backup']);
  });

  it('a second product within the day; base software may come', () => {
    const base = perform([...FIRST, ...SECOND_BASE]);
    expect(kinds(base)).toEqual([]);
    const early = perform(['rs.backup', 'product-24.3', 'rs.install.product'], base);
    expect(kinds(early)).toEqual(['clients-stranded']);
  });

  it('none at all where support mends a base installation that hangs', () => {
    const mended = perform([...STUCK, 'repaired', DURATION.restart]);
    expect([stageOf(mended), mended.base, kinds(mended)]).toEqual(['running', '7.0.0', []]);
  });
});
