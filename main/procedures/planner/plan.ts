/**
 * The upgrade-path planner. Pure: the same rules, request and catalogue give the same plan. It never invents a step: what no
 * rule allows is unresolved, what nobody has said is a question (G-011).
 */
import { factsOf } from '../expression/facts.ts';
import { compareVersions, versionFamily, versionNumbers } from '../expression/version.ts';
import type { Source, Text } from '../model.ts';
import { own } from '../own.ts';
import { linePattern } from '../pattern.ts';
import { decide } from './ask.ts';
import { PlanError } from './error.ts';
import { fits, type Install, installsFor, type Levels, type Needs, newestOf } from './installs.ts';
import type {
  Catalogue,
  Plan,
  PlanNote,
  PlanQuestion,
  PlanRequest,
  PlanStep,
  Release,
  VersionRule,
  VersionRules,
} from './model.ts';
import { type Hop, kept, route, same } from './route.ts';
import { supportEnd } from './support.ts';
import { plannerVocabulary, type Situation } from './vocabulary.ts';

const TOOL: Source = { document: 'tool', section: 'never invent a step' };

/** @throws PlanError */
export function plan(rules: VersionRules, request: PlanRequest): Plan {
  return new Planner(rules, checked(rules, request)).plan();
}

class Planner {
  readonly #rules: VersionRules;
  readonly #request: PlanRequest;
  readonly #situation: Situation;
  readonly #reasons: PlanNote[] = [];
  readonly #notes: PlanNote[] = [];
  readonly #questions: PlanQuestion[] = [];
  #refused = false;

  constructor(rules: VersionRules, request: PlanRequest) {
    this.#rules = rules;
    this.#request = request;
    const { main } = rules;
    const start = own(request.from, main);
    const target = own(request.to, main);
    this.#situation = {
      vocabulary: plannerVocabulary(Object.keys(rules.components), rules.facts),
      versions: { ...(start === undefined ? {} : { start }), ...(target === undefined ? {} : { target }) },
      releases: request.catalogue?.releases.filter(({ component }) => component === main) ?? null,
      components: request.from,
      facts: request.facts,
    };
  }

  plan(): Plan {
    const unresolved = this.#judge();
    const hops = this.#hops(unresolved);
    const steps = this.#refused || !hops ? [] : this.#steps(hops);
    const devices = this.#devices();
    const installs = steps.filter((step) => step.kind === 'install');
    const packages = installs.map(({ component, to }) => this.#package(component, to));
    return {
      product: this.#rules.product,
      verdict: this.#verdict(unresolved || !hops),
      reasons: this.#reasons,
      steps,
      devices,
      questions: this.#questions,
      notes: this.#notes,
      path: this.#refused || !hops ? [] : [...this.#begin(), ...hops.map(({ to }) => to)],
      packages,
      roundTrips: Math.max(0, ...installs.map(({ roundTrip }) => roundTrip)),
      waitHours: steps.reduce((sum, step) => sum + (step.kind === 'wait' ? step.hours : 0), 0),
    };
  }

  #verdict(unresolved: boolean): Plan['verdict'] {
    if (this.#refused) return 'refused';
    if (unresolved) return 'unresolved';
    return this.#questions.length > 0 ? 'open' : 'ready';
  }

  #begin(): string[] {
    const { start } = this.#situation.versions;
    return start === undefined ? [] : [start];
  }

  /** Refusals, open questions and notes, before any way is looked for. True when a rule says that there is none. */
  #judge(): boolean {
    let unresolved = false;
    // A rule that asks knows better words than the label of the fact.
    for (const rule of this.#rules.rules) {
      if (rule.effect.do !== 'ask' || this.#decided(rule) !== true) continue;
      this.#ask({ ...because(rule), asks: rule.effect.fact, text: rule.text });
    }
    for (const rule of this.#rules.rules) {
      const { effect } = rule;
      if (effect.do === 'scope' && this.#holds(rule, this.#rules.scope) === false) this.#refuse(rule);
      if (effect.do === 'catalogue') this.#checkCatalogue(rule, effect);
      if (effect.do === 'refuse' && this.#holds(rule) === true) this.#refuse(rule);
      if (effect.do === 'keep' && this.#holds(rule) === true && !this.#targetKept(rule)) this.#refuse(rule);
      if (effect.do === 'unresolved' && this.#holds(rule) === true) {
        unresolved = true;
        this.#reasons.push(note(rule, 'warning'));
      }
      if (effect.do === 'note' && this.#decided(rule) === true) this.#notes.push(note(rule, effect.level));
      if (effect.do === 'support') this.#support(rule, effect);
    }
    return unresolved;
  }

  #refuse(rule: VersionRule): void {
    this.#refused = true;
    this.#reasons.push(note(rule, 'warning'));
  }

  /** The condition of a rule; what it lacks becomes a question, because a rule that may forbid must be decided. */
  #holds(rule: VersionRule, condition = rule.when): boolean | undefined {
    const { holds, questions } = decide(condition, this.#situation, this.#rules.facts, because(rule));
    for (const question of questions) this.#ask(question);
    return holds;
  }

  /** As `#holds`, where an undecided rule is only not applied. */
  #decided(rule: VersionRule): boolean | undefined {
    return decide(rule.when, this.#situation, [], because(rule)).holds;
  }

  #ask(question: PlanQuestion): void {
    if (!this.#questions.some(({ asks }) => asks === question.asks)) this.#questions.push(question);
  }

  #targetKept(rule: VersionRule): boolean {
    const { start, target } = this.#situation.versions;
    return target === undefined || kept([rule], this.#situation, start ?? target, target) !== false;
  }

  #checkCatalogue(rule: VersionRule, effect: { days: number; blocks: boolean }): void {
    const { catalogue, now } = this.#request;
    const age = catalogue ? (Date.parse(now) - Date.parse(catalogue.date)) / 86_400_000 : null;
    if (age !== null && age <= effect.days) return;
    if (effect.blocks) this.#ask({ ...because(rule), asks: 'catalogue', text: rule.text });
    else this.#notes.push(note(rule, 'warning'));
  }

  #support(rule: VersionRule, effect: Extract<VersionRule['effect'], { do: 'support' }>): void {
    const end = supportEnd(effect, this.#situation, this.#request.catalogue);
    if (!end) return;
    const { date, open } = end;
    const text: Text = {
      en: `${rule.text.en} For the target: until ${date}${open ? ' or later' : ''}.`,
      de: `${rule.text.de} Für das Ziel: bis ${date}${open ? ' oder später' : ''}.`,
    };
    const over = !open && date < this.#request.now.slice(0, 10);
    this.#notes.push({ ...because(rule), level: over ? 'warning' : 'info', text });
  }

  /** The way of the main component; null where no rule leads to the target. */
  #hops(unresolved: boolean): Hop[] | null {
    const { rules, main } = this.#rules;
    const { start, target } = this.#situation.versions;
    if (target === undefined || (start !== undefined && same(start, target))) return [];
    // Going back is a step that no rule of any product allows.
    if (!above(target, start)) {
      if (!this.#refused) this.#noWay(start, target);
      return null;
    }
    const releases = this.#releases(main).map(({ version }) => version);
    const stops = rules.find(({ effect }) => effect.do === 'stops');
    if (stops?.effect.do === 'stops') {
      if (own(this.#request.facts, stops.effect.confirmedBy) !== true) {
        this.#ask({ ...because(stops), asks: stops.effect.confirmedBy, text: stops.text });
      }
      const between = releases.filter(
        (version) => above(version, start) && (compareVersions(version, target) ?? 0) < 0,
      );
      const way = [...new Set([...between, target])];
      return way.map((to, index) => ({
        from: way[index - 1] ?? start ?? to,
        to,
        because: because(stops),
        undecided: [],
      }));
    }
    if (!rules.some(({ effect }) => effect.do === 'allow')) {
      return [{ from: start ?? target, to: target, because: { rule: 'planner', source: TOOL }, undecided: [] }];
    }
    const way = route(rules, this.#situation, releases, false);
    if (way) return way;
    const open = route(rules, this.#situation, releases, true);
    for (const hop of open ?? []) this.#askAbout(hop);
    if (!open && !unresolved && !this.#refused) this.#noWay(start, target);
    return open;
  }

  #askAbout({ from, to, because: why, undecided }: Hop): void {
    const versions = { ...this.#situation.versions, from, to };
    for (const condition of undecided) {
      for (const question of decide(condition, { ...this.#situation, versions }, this.#rules.facts, why).questions) {
        this.#ask(question);
      }
      const lacking = factsOf(condition).filter((name) => name.endsWith('.newest'));
      for (const name of lacking) {
        const family = versionFamily(name.startsWith('to') ? to : from) ?? '';
        const text: Text = {
          en: `Which is the newest maintenance release of ${family}?`,
          de: `Welches ist das neueste Wartungsrelease von ${family}?`,
        };
        this.#ask({ ...why, asks: `newest ${family}`, text });
      }
    }
  }

  #noWay(start: string | undefined, target: string): void {
    const text: Text = {
      en: `No rule leads from ${start ?? '?'} to ${target}. Ask the vendor's support.`,
      de: `Keine Regel führt von ${start ?? '?'} nach ${target}. Fragen Sie den Herstellersupport.`,
    };
    this.#reasons.push({ rule: 'planner', source: TOOL, level: 'warning', text });
  }

  #steps(hops: readonly Hop[]): PlanStep[] {
    const levels: Levels = { ...this.#request.from };
    const needs: Needs = {
      rules: this.#rules.rules,
      situation: this.#situation,
      catalogue: this.#request.catalogue,
      demanded: this.#demanded(),
      ask: (question) => this.#ask(question),
    };
    const steps: PlanStep[] = [];
    const last = hops.length - 1;
    for (const [index, hop] of hops.entries()) {
      const installs = [
        ...installsFor(needs, levels, this.#rules.main, hop.to, hop.because),
        ...(index === last ? this.#others(needs, levels) : []),
      ];
      const trip = this.#rules.roundTrips.each === 'step' ? index + 1 : 1;
      steps.push(...this.#hop(this.#inSequence(installs), trip));
    }
    if (hops.length === 0) return [];
    return [...this.#tasks('before'), ...steps, ...this.#tasks('after'), ...this.#verifications()];
  }

  /** Components that are wanted besides the main one. */
  #others(needs: Needs, levels: Levels): Install[] {
    return Object.entries(this.#request.to).flatMap(([component, wanted]) => {
      const version = wanted === 'newest' ? this.#newest(component) : wanted;
      if (component === this.#rules.main) return [];
      if (version === null) {
        this.#ask({ rule: 'planner', source: TOOL, asks: `newest ${component}`, text: this.#label(component) });
        return [];
      }
      const have = own(levels, component);
      if (have !== undefined && !above(version, have)) return [];
      return installsFor(needs, levels, component, version, { rule: 'planner', source: TOOL });
    });
  }

  /** As the rules order the components; where they say nothing, a component stays behind what it builds on. */
  #inSequence(installs: Install[]): Install[] {
    const order = this.#rules.rules.flatMap(({ effect }) => (effect.do === 'sequence' ? effect.components : []));
    const rank = ({ component }: Install) => (order.includes(component) ? order.indexOf(component) : 0);
    return installs.toSorted((a, b) => rank(a) - rank(b));
  }

  /** One step of the main component, with what lies between its installations and the wait after it. */
  #hop(installs: readonly Install[], roundTrip: number): PlanStep[] {
    const steps: PlanStep[] = [];
    for (const [index, install] of installs.entries()) {
      const before = installs[index - 1];
      for (const rule of this.#rules.rules) {
        const { effect } = rule;
        if (effect.do !== 'adjacent' || effect.first !== before?.component || effect.second !== install.component)
          continue;
        steps.push({ ...because(rule), kind: 'task', at: 'between', procedure: effect.between, text: rule.text });
      }
      const { component, from, to } = install;
      steps.push({ ...install.because, kind: 'install', component, from, to, roundTrip, text: this.#label(component) });
      for (const rule of this.#rules.rules) {
        const { effect } = rule;
        if (effect.do !== 'wait' || effect.component !== component || effect.hours === 0) continue;
        // Undecided counts as needed: a wait too many loses a day, one too few loses the clients.
        if (this.#decided(rule) === false) continue;
        steps.push({ ...because(rule), kind: 'wait', hours: effect.hours, until: effect.until, text: rule.text });
      }
    }
    return steps;
  }

  #tasks(at: 'before' | 'after'): PlanStep[] {
    return this.#rules.rules.flatMap((rule): PlanStep[] => {
      const { effect } = rule;
      if (effect.do !== 'task' || effect.at !== at || this.#decided(rule) !== true) return [];
      return [{ ...because(rule), kind: 'task', at, procedure: effect.procedure, text: rule.text }];
    });
  }

  #verifications(): PlanStep[] {
    return this.#rules.rules
      .filter((rule) => rule.effect.do === 'verify' && this.#decided(rule) === true)
      .map((rule) => ({ ...because(rule), kind: 'verify', text: rule.text }));
  }

  #devices(): Plan['devices'] {
    for (const rule of this.#rules.rules) {
      const { effect } = rule;
      if (effect.do !== 'devices' || this.#holds(rule) !== true) continue;
      return { ...because(rule), groups: effect.groups, procedure: effect.procedure, text: rule.text };
    }
    return null;
  }

  #demanded(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { effect } of this.#rules.rules) {
      if (effect.do !== 'message') continue;
      const read = linePattern(effect.pattern);
      const needs = this.#rules.rules.flatMap((rule) =>
        rule.effect.do === 'require' && rule.effect.component === this.#rules.main ? [rule.effect.needs] : [],
      )[0];
      for (const message of this.#request.messages ?? []) {
        const version = read(message);
        if (version !== null && needs !== undefined && above(version, own(found, needs))) found[needs] = version;
      }
    }
    return found;
  }

  #newest(component: string): string | null {
    return newestOf(this.#request.catalogue, component, this.#rules.rules, this.#request.facts);
  }

  #releases(component: string): Release[] {
    const releases = this.#request.catalogue?.releases.filter((release) => release.component === component) ?? [];
    return releases.toSorted((a, b) => compareVersions(a.version, b.version) ?? 0);
  }

  /** The package as the catalogue tells it apart; one that is only there for other machines becomes a question. */
  #package(component: string, version: string): Plan['packages'][number] {
    const offered = this.#releases(component).filter((release) => same(release.version, version));
    for (const rule of this.#rules.rules) {
      const { effect } = rule;
      if (effect.do !== 'select' || own(this.#request.facts, effect.fact) !== undefined) continue;
      if (!offered.some(({ attributes = {} }) => own(attributes, effect.attribute) !== undefined)) continue;
      this.#ask({ ...because(rule), asks: effect.fact, text: rule.text });
    }
    const fitting = offered.filter((release) => fits(this.#rules.rules, this.#request.facts, release));
    if (offered.length > 0 && fitting.length === 0) {
      const rule = this.#rules.rules.find(({ effect }) => effect.do === 'select');
      if (rule) this.#ask({ ...because(rule), asks: `package ${component} ${version}`, text: rule.text });
    }
    return { component, version, attributes: fitting[0]?.attributes ?? {} };
  }

  #label(component: string): Text {
    return own(this.#rules.components, component) ?? { en: component, de: component };
  }
}

function because({ rule, source }: VersionRule) {
  return { rule, source };
}
function note(rule: VersionRule, level: PlanNote['level']): PlanNote {
  return { ...because(rule), level, text: rule.text };
}
function above(version: string, other: string | undefined): boolean {
  return other === undefined || (compareVersions(version, other) ?? 0) > 0;
}

/** The request with versions as numbers (`5 F8` is 5.8), or a PlanError that says what does not fit. */
function checked(rules: VersionRules, request: PlanRequest): PlanRequest {
  const numbers = (component: string, version: string) => {
    if (!own(rules.components, component)) {
      const known = Object.keys(rules.components).join(', ');
      const what = `${rules.product} has no component '${component}'.`;
      throw new PlanError('component', what, `Name one of ${known}.`, { product: rules.product, component, known });
    }
    const parts = versionNumbers(version);
    if (!parts) {
      const what = `'${version}' is no version of ${component}.`;
      throw new PlanError('version', what, "Enter one such as 5.8.0 or '5 F8'.", { version, component });
    }
    return parts.join('.');
  };
  const all = (versions: Readonly<Record<string, string>>, newest: boolean) =>
    Object.fromEntries(
      Object.entries(versions).map(([component, version]) => {
        return [component, newest && version === 'newest' ? version : numbers(component, version)];
      }),
    );
  const catalogue: Catalogue | null = request.catalogue && {
    ...request.catalogue,
    releases: request.catalogue.releases.map((release) => {
      return { ...release, version: numbers(release.component, release.version) };
    }),
  };
  for (const [name, value] of Object.entries(request.facts)) {
    const fact = rules.facts.find((one) => one.name === name);
    if (!fact) {
      const known = rules.facts.map((one) => one.name).join(', ');
      const what = `${rules.product} has no fact '${name}'.`;
      throw new PlanError('fact', what, `Name one of ${known}.`, { product: rules.product, fact: name, known });
    }
    const choices: (boolean | string)[] | null =
      fact.type === 'boolean' ? [true, false] : fact.type === 'enum' ? fact.values.map((one) => one.value) : null;
    if (choices && !choices.includes(value as boolean | string)) {
      const params = { value: String(value), fact: name, known: choices.join(', ') };
      const what = `'${value}' is no value of '${name}'.`;
      throw new PlanError('fact-value', what, `Choose one of ${params.known}.`, params);
    }
  }
  const to = all(request.to, true);
  const target = own(to, rules.main);
  const params = { component: rules.main };
  if (target === undefined)
    throw new PlanError('target', 'It is not said where it goes.', `Enter a version of ${rules.main}.`, params);
  if (target === 'newest') {
    const newest = newestOf(catalogue, rules.main, rules.rules, request.facts);
    if (newest === null) {
      const what = `The list of releases has no ${rules.main}.`;
      throw new PlanError('not-listed', what, 'Say which version is wanted.', params);
    }
    to[rules.main] = newest;
  }
  return { ...request, from: all(request.from, false), to, catalogue };
}
