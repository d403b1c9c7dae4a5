import { describe, expect, it } from 'vitest';
import { checkFiles, jsonSchemas, libraryFor, loadLibrary } from './loader.ts';
import { FACTS, FILES, INTERLOCKS, loaded, POWER_ON, UPGRADE } from './testing/fixture.ts';

const PATHS = {
  facts: 'resources/procedures/sps/facts.yaml',
  interlocks: 'resources/procedures/sps/interlocks.yaml',
  upgrade: 'resources/procedures/sps/upgrade.yaml',
  powerOn: 'resources/procedures/sps/power-on.yaml',
} as const;
const TEXTS: Record<keyof typeof PATHS, string> = {
  facts: FACTS,
  interlocks: INTERLOCKS,
  upgrade: UPGRADE,
  powerOn: POWER_ON,
};

/** The complaints about the fixture after one replacement in one of its files, as `line:column message`. */
function complaints(file: keyof typeof PATHS, from: string | RegExp, to: string): string[] {
  const changed = TEXTS[file].replace(from, to);
  if (changed === TEXTS[file]) throw new Error(`nothing to replace: ${from}`);
  const texts = { ...TEXTS, [file]: changed };
  const files = (Object.keys(PATHS) as (keyof typeof PATHS)[]).map((key) => ({ path: PATHS[key], text: texts[key] }));
  const result = loadLibrary(files);
  if (result.ok) return [];
  return result.errors.map(({ file: path, line, column, message }) => {
    const name = path.split('/').at(-1);
    const source = files.find((candidate) => candidate.path === path)?.text.split('\n')[line - 1] ?? '';
    return `${name} at «${source.slice(column - 1, column + 11)}»: ${message}`;
  });
}

describe('a right library', () => {
  const library = loaded(FILES);

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(library))).toEqual(library);
  });
  it('has durations in seconds and defaults filled in', () => {
    const steps = library.procedures.upgrade?.steps ?? [];
    expect(steps.find((step) => step.id === 'boot')).toMatchObject({
      every: 15,
      atLeast: 30,
      limit: { after: 1800, goto: 'stuck' },
      bands: [{ until: 1200 }, { until: 1800 }, { until: null }],
    });
    expect(steps.find((step) => step.id === 'identify')).toMatchObject({ every: 10, asks: [], marks: [], when: null });
  });
  it('gives a run everything it can reach and nothing else', () => {
    const part = libraryFor(library, 'power-on');
    expect(Object.keys(part.procedures)).toEqual(['power-on']);
    expect(Object.keys(part.interlocks)).toEqual(['I-SPS-010']);
    expect(Object.keys(part.facts).sort()).toEqual([
      'functional.ok',
      'master.verified',
      'metadb.done', // recordable, so it may be recorded in any run of the product
      'runningVersion',
      'slave.bmc.powerStatus',
      'slave.shutdownOrdered',
      'supportCase.decision',
      't0',
      'targetVersion',
      'webUi.up',
    ]);
    expect(Object.keys(libraryFor(library, 'upgrade').procedures).sort()).toEqual(['power-on', 'upgrade']);
    expect(() => libraryFor(library, 'toString')).toThrow(RangeError);
  });
  it('does not depend on the order of the files', () => {
    expect(loaded(FILES.toReversed())).toEqual(library);
  });
  it('accepts Windows paths', () => {
    expect(loaded(FILES.map(({ path, text }) => ({ path: path.replaceAll('/', '\\'), text })))).toEqual(library);
  });
});

describe('complaints about the shape', () => {
  it.each([
    [
      'upgrade',
      'objective: { en: Text, de: Text }',
      'objective: { en: Text }',
      "upgrade.yaml at «{ en: Text }»: missing 'de': expected a text",
    ],
    [
      'upgrade',
      'endState: { en: Text, de: Text }',
      "endState: { en: Text, de: ' ' }",
      "upgrade.yaml at «' ' }»: expected a text, this is empty",
    ],
    [
      'upgrade',
      'manual: sps.firmware.activate',
      'manaul: x',
      "upgrade.yaml at «manaul: x }»: unknown key 'manaul'; expected id, title",
    ],
    [
      'powerOn',
      'kind: act, title: { en: Text, de: Text }, sources: [ { document: tool } ]',
      'kind: act, title: { en: Text, de: Text }',
      "missing 'sources': expected a list",
    ],
    [
      'powerOn',
      'kind: act, title: { en: Text, de: Text }, sources: [ { document: tool } ]',
      'kind: act, title: { en: Text, de: Text }, sources: []',
      "expected at least 1 entry in 'sources'",
    ],
    [
      'upgrade',
      'kind: input',
      'kind: inptu',
      'upgrade.yaml at «inptu»: expected guide, input, sense, act, wait, decide, procedure',
    ],
    [
      'upgrade',
      'every: 15s',
      'every: 15',
      "upgrade.yaml at «15»: expected a text (in quotes if it looks like a number), got '15'",
    ],
    ['upgrade', 'every: 15s', 'every: 15 s', 'upgrade.yaml at «15 s»: expected a duration such as 30s'],
    ['upgrade', 'version: 1', 'version: 1.5', 'upgrade.yaml at «1.5»: expected a whole number'],
    [
      'upgrade',
      "document: '000'",
      'document: 000',
      "upgrade.yaml at «000, lines: »: expected a text (in quotes if it looks like a number), got '0'",
    ],
    [
      'upgrade',
      '{ level: red,',
      '{ level: pink,',
      "upgrade.yaml at «pink, text: »: expected green, amber, red, got 'pink'",
    ],
    ['upgrade', 'G-001', 'G-1', 'upgrade.yaml at «G-1, how: { »: expected G-nnn'],
    ['powerOn', 'action: power.on', 'action: power.up', 'power-on.yaml at «power.up }»: expected power.on, power.off'],
    ['powerOn', 'needs: [bmc]', 'needs: [lcd]', "power-on.yaml at «lcd] }»: expected bmc, web, idrac, ssh, got 'lcd'"],
    [
      'facts',
      'type: sha256',
      'type: hash',
      "facts.yaml at «hash }»: expected boolean, number, text, version, enum, time, sha256, got 'hash'",
    ],
    [
      'facts',
      'from: sps.versionDetails, field: version',
      'from: sps.versionDetails, field: hostname',
      "facts.yaml at «hostname } }»: page sps.versionDetails has no field 'hostname'; expected version",
    ],
    [
      'facts',
      'type: text, paste',
      'type: number, paste',
      "facts.yaml at «number, past»: sps.haPage delivers 'heartbeat' as text; expected that type",
    ],
    [
      'facts',
      'from: sps.haPage',
      'from: sps.homePage',
      'facts.yaml at «sps.homePage»: expected sps.versionDetails, sps.haPage',
    ],
    ['facts', 'isoHash:', 'iso-hash:', 'facts.yaml at «iso-hash: { »: expected a fact name such as ha.status'],
    ['facts', 'probe: bmc.identity', 'probe: bmc.id', 'facts.yaml at «bmc.id, role»: expected bmc.power, bmc.identity'],
    [
      'interlocks',
      'severity: soft',
      'severity: mild',
      'interlocks.yaml at «mild, title:»: expected hard, gated, soft, timer',
    ],
    ['interlocks', 'I-SPS-052', 'SPS-052', 'interlocks.yaml at «SPS-052:»: expected a rule id such as I-SPS-010'],
    [
      'interlocks',
      'roles: [master]',
      'roles: master',
      'interlocks.yaml at «master } ], »: expected any or a list of roles',
    ],
    [
      'interlocks',
      'outlivesRun: true',
      'outlivesRun: yes',
      "interlocks.yaml at «yes }»: expected true or false, got 'yes'",
    ],
  ] as const)('%s: %s', (file, from, to, message) => {
    expect(complaints(file, from, to).join('\n')).toContain(message);
  });

  it('hints at the comma that made a text into keys', () => {
    const found = complaints('upgrade', 'objective: { en: Text, de: Text }', 'objective: { en: Yes, always, de: Ja }');
    expect(found).toEqual([
      "upgrade.yaml at «always, de: »: unknown key 'always'; expected en, de (a text with a comma needs quotes)",
    ]);
  });
});

describe('complaints about YAML itself', () => {
  it.each([
    ['id: upgrade', 'id: upgrade\nid: upgrade', 'this key was given before'],
    ['id: upgrade', 'id: [upgrade', 'upgrade.yaml at'],
    [/$/, '---\nid: other\n', 'expected one YAML document per file'],
    ['id: upgrade', 'id: !!js/function upgrade', 'Unresolved tag'],
    ['id: upgrade', 'id: *nowhere', 'nowhere'],
    [/[\s\S]*/, 'x', 'expected a mapping'],
    [/[\s\S]*/, '', 'expected a mapping, got nothing'],
    [/$/, '#'.repeat(300 * 1024), 'expected at most 256 KiB'],
  ])('%s', (from, to, message) => {
    expect(complaints('upgrade', from, to).join('\n')).toContain(message);
  });

  it('does not expand aliases without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair])) {
      bomb.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    }
    expect(complaints('upgrade', /[\s\S]*/, bomb.join('\n')).join('\n')).toMatch(/alias/i);
  });
});

describe('complaints about meaning', () => {
  it.each([
    // expressions, at the very character
    [
      'interlocks',
      "test.verdict == 'pass'",
      "test.verdict == 'pas'",
      "interlocks.yaml at «'pas',»: 'pas' is not one of its values; expected pass, fail",
    ],
    ['interlocks', "when: '!known(t0)'", "when: '!known(t1)'", "interlocks.yaml at «t1)', requir»: unknown fact 't1'"],
    [
      'facts',
      'at(runningVersion) > at(t0)',
      'at(runningVersion) > at(t9)',
      "facts.yaml at «t9) && webUi»: unknown fact 't9'",
    ],
    [
      'facts',
      '&& runningVersion == targetVersion',
      '&& runningVersion == functional.ok',
      'facts.yaml at «functional.o»: cannot compare a version with a boolean',
    ],
    ['upgrade', 'until: webUi.up', 'until: webUi.up &', "upgrade.yaml at «&»: '&' is no operator; expected &&"],
    [
      'upgrade',
      'when: "targetVersion >= \'6.0\'"',
      'when: "targetVersion >= \'six\'"',
      "upgrade.yaml at «'six'\" }»: expected a version",
    ],
    // facts
    ['facts', 'metadb.done: { label', 'targetVersion2: { derive: targetVersion2 == 1, label', 'cannot compare'],
    [
      'facts',
      'slave.shutdownOrdered: {',
      'loop.a: { label: { en: a, de: a }, type: boolean, derive: loop.b }\n  loop.b: { label: { en: a, de: a }, type: boolean, derive: "!loop.a" }\n  slave.shutdownOrdered: {',
      "'loop.a' is derived from itself: loop.a -> loop.b -> loop.a",
    ],
    [
      'facts',
      'field: serial',
      'field: serail',
      "facts.yaml at «serail } }»: probe bmc.identity has no field 'serail'; expected serial, firmware",
    ],
    [
      'facts',
      'webUi.up: { label: { en: Text, de: Text }, type: boolean',
      'webUi.up: { label: { en: Text, de: Text }, type: text',
      "delivers 'up' as boolean; expected that type",
    ],
    [
      'facts',
      'values: { on: { en: Text, de: Text }, off: { en: Text, de: Text } }',
      'values: { on: { en: Text, de: Text } }',
      "missing 'off', which bmc.power can deliver",
    ],
    ['facts', ', values: { pass: { en: Text, de: Text }, fail: { en: Text, de: Text } }', '', "missing 'values'"],
    [
      'facts',
      'type: boolean, recordable: true',
      'type: boolean, unit: min, recordable: true',
      'a unit belongs to a number only',
    ],
    // console lines
    [
      'facts',
      "pattern: 'login:'",
      "pattern: 'login('",
      "facts.yaml at «login(' } }»: not a regular expression here: missing closing )",
    ],
    ['facts', "pattern: 'login:'", "pattern: 'x(?=y)'", "facts.yaml at «(?=y)' } }»: not a regular expression here"],
    [
      'facts',
      "pattern: 'login:'",
      "pattern: '(\\d+)/(\\d+)'",
      "facts.yaml at «(\\d+)/(\\d+)'»: expected one group at most",
    ],
    ['facts', "pattern: 'login:'", `pattern: '${'x'.repeat(201)}'`, 'facts.yaml at «'],
    ['facts', "pattern: 'login:'", 'pattern: 7', 'facts.yaml at «7 } }»: expected a text (in quotes if it looks'],
    ['facts', ", pattern: 'login:'", '', "facts.yaml at «{ probe: bmc»: missing 'pattern'"],
    [
      'facts',
      'field: version }',
      "field: version, pattern: 'x' }",
      "facts.yaml at «pattern: 'x'»: sps.info looks for no line; a pattern belongs to bmc.console only",
    ],
    ['upgrade', 'every: 20s }', 'every: 20s, limit: { after: 5min, goto: nowhere } }', "unknown step 'nowhere'"],
    [
      'upgrade',
      'every: 20s }',
      'every: 20s, reference: master.verified }',
      "'master.verified' is derived and has no time",
    ],
    ['upgrade', 'every: 20s }', 'every: 20s, reference: t0, limit: { after: 5min, goto: stuck } }', null],
    ['facts', 'sense: { probe: sps.info,', 'recordable: true, sense: { probe: sps.info,', 'it cannot be recorded'],
    // interlocks
    [
      'interlocks',
      'roles: [master]',
      'roles: [mister]',
      "interlocks.yaml at «mister] } ],»: no procedure of sps has the role 'mister'; expected master, slave",
    ],
    // procedures
    ['upgrade', 'id: upgrade', 'id: upgrate', "expected the name of the file, 'upgrade', got 'upgrate'"],
    ['upgrade', 'id: rehearse', 'id: plan', "upgrade.yaml at «plan, kind: »: step 'plan' exists already"],
    [
      'upgrade',
      'goto: activate',
      'goto: acticate',
      "upgrade.yaml at «acticate } ]»: unknown step 'acticate'; expected a step id, end or stop",
    ],
    ['upgrade', 'goto: stuck', 'goto: stack', "unknown step 'stack'"],
    ['upgrade', 'id: activate', 'id: end', "'end' is the name of a target"],
    ['upgrade', 'otherwise: stop', 'otherwise: end', null],
    ['upgrade', 'goto: power } ]\n    otherwise: stop', 'goto: end } ]\n    otherwise: stop', null],
    ['upgrade', 'goto: check }', 'goto: power }', "upgrade.yaml at «check, kind:»: no way leads to step 'check'"],
    [
      'upgrade',
      'otherwise: test',
      'otherwise: tested',
      "'tested' can come back to itself without any step that waits or asks",
    ],
    [
      'upgrade',
      'on: slave',
      'on: slaev',
      "upgrade.yaml at «slaev, reads»: unknown role 'slaev'; expected master, slave",
    ],
    [
      'upgrade',
      'begins: [slave.shutdownOrdered]',
      'begins: [isoHash]',
      "a step can set a boolean or a time, 'isoHash' is a sha256",
    ],
    ['upgrade', 'begins: [slave.shutdownOrdered]', 'begins: [webUi.up]', "'webUi.up' is sensed; a step cannot set it"],
    ['upgrade', 'marks: [t0]', 'marks: [t00]', "unknown fact 't00'"],
    ['upgrade', 'reads: [webUi.up]', 'reads: [isoHash]', "the tool cannot read 'isoHash'"],
    [
      'upgrade',
      'master: { label: { en: Text, de: Text }, needs: [bmc, web] }',
      'master: { label: { en: Text, de: Text }, needs: [bmc] }',
      "sps.web needs 'web'; expected it in the needs of role 'master'",
    ],
    [
      'upgrade',
      '- { fact: slave.serial }',
      '- { fact: webUi.up }',
      "'webUi.up' turns true by reading; expected it in 'reads'",
    ],
    [
      'upgrade',
      '- { fact: slave.serial }',
      '- { fact: master.verified }',
      "'master.verified' is derived and cannot be asked for",
    ],
    ['upgrade', '- { fact: slave.serial }', '- { fact: targetVersion }', "'targetVersion' is asked for twice"],
    ['upgrade', ', mismatch: { en: too old, de: zu alt }', '', "missing 'mismatch'"],
    ['upgrade', 'fact: slave.serial', 'fact: slave.serial, mismatch: { en: a, de: b }', "'mismatch' without 'accept'"],
    [
      'upgrade',
      'kind: wait, title: { en: Text, de: Text }, sources: [ { document: tool } ], atLeast: 1min',
      'kind: wait, title: { en: Text, de: Text }, sources: [ { document: tool } ]',
      "a wait step expects 'until' or 'atLeast'",
    ],
    [
      'upgrade',
      'until: 30min, level: amber',
      'until: 10min, level: amber',
      'expected a later end than the band before',
    ],
    [
      'upgrade',
      '{ until: 20min, level: green',
      '{ level: green',
      "missing 'until': expected it on every band but the last",
    ],
    ['upgrade', 'reference: t0', 'reference: master.verified', "'master.verified' is derived and has no time"],
    ['upgrade', 'I-SPS-052]', 'I-SPS-053]', "upgrade.yaml at «I-SPS-053]»: unknown interlock 'I-SPS-053'"],
    ['upgrade', 'I-SPS-052]', 'I-SPS-001]', "'I-SPS-001' is listed twice"],
    ['upgrade', 'procedure: power-on', 'procedure: power-off', "unknown procedure 'power-off'"],
    [
      'powerOn',
      'needs: [bmc]',
      'needs: [web]',
      "power.on goes to the device itself; expected 'bmc' or 'idrac' in the needs of role 'slave'",
    ],
    ['powerOn', 'needs: [bmc]', 'needs: []', "expected an endpoint in 'needs' or 'may'"],
    [
      'powerOn',
      'needs: [bmc]',
      'needs: [bmc], may: [idrac]',
      "'power-on' needs idrac of role 'slave'; expected it here too",
    ],
    ['powerOn', 'action: power.on', 'action: idrac.reset', "idrac.reset goes to the device itself; expected 'idrac'"],
    ['powerOn', 'action: power.on', 'action: idrac.user.setPassword', "got 'idrac.user.setPassword'"],
    [
      'powerOn',
      'action: power.on',
      'action: power.on, with: { file: slave.serial }',
      "power.on has no parameter 'file'; expected none",
    ],
    ['powerOn', 'action: power.on', 'action: idrac.job.delete', "idrac.job.delete expects 'with' to give job"],
    [
      'powerOn',
      'action: power.on',
      'action: idrac.job.delete, with: { job: slave.seriel }',
      "unknown fact 'slave.seriel'",
    ],
    [
      'powerOn',
      'action: power.on',
      'action: idrac.job.delete, with: { job: t0 }',
      "'job' is a text, 't0' is a boolean",
    ],
    [
      'powerOn',
      'action: power.on',
      'action: idrac.ipmiOverLan, with: { enabled: master.verified }',
      "'master.verified' is derived; expected a fact that is read or entered",
    ],
    [
      'powerOn',
      'action: power.on',
      'action: power.on, reads: [slave.bmc.powerStatus]',
      "an act step expects 'reads' and 'until' together",
    ],
    ['powerOn', 'action: power.on', 'action: power.on, onFailure: nowhere', "unknown step 'nowhere'"],
    ['powerOn', 'action: power.on', 'action: power.on, onNotDone: never', "unknown step 'never'"],
    [
      'powerOn',
      'slave: { label: { en: Text, de: Text }, needs: [bmc] }',
      'slave: { label: { en: Text, de: Text }, needs: [bmc, web] }',
      "'power-on' needs web of role 'slave'; expected it here too",
    ],
    [
      'powerOn',
      'roles:',
      'roles:\n  third: { label: { en: Text, de: Text }, needs: [bmc] }',
      "'power-on' has the role 'third'; expected this procedure to have it too",
    ],
    ['powerOn', 'product: sps', 'product: imprivata', "'power-on' is for imprivata; expected a procedure for sps"],
    [
      'powerOn',
      '  - { id: confirm,',
      '  - { id: again, kind: procedure, title: { en: Text, de: Text }, sources: [ { document: tool } ], procedure: upgrade }\n  - { id: confirm,',
      'this call comes back to itself: upgrade -> power-on -> upgrade',
    ],
  ] as const)('%s: %s', (file, from, to, message) => {
    const found = complaints(file, from, to);
    if (message === null) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(message);
  });

  it('collects everything that is wrong in a file, in the order of its lines', () => {
    const text = UPGRADE.replace('goto: stuck', 'goto: a')
      .replace('goto: activate', 'goto: b')
      .replace('marks: [t0]', 'marks: [c]');
    const result = loadLibrary(FILES.map((file) => (file.path === PATHS.upgrade ? { ...file, text } : file)));
    if (result.ok) throw new Error('accepted');
    // The steps behind the broken jump are unreachable, and each says so at its own line.
    const named = result.errors.map((error) => error.message.match(/'(.*?)'/)?.[1]);
    expect(named.filter((name) => name && 'abc'.includes(name))).toEqual(['b', 'c', 'a']);
    const lines = result.errors.map(({ line }) => line);
    expect(lines).toEqual(lines.toSorted((x, y) => x - y));
  });

  it('keeps quiet about unknown facts while facts.yaml itself is broken', () => {
    expect(complaints('facts', 'type: sha256', 'type: hash')).toHaveLength(1);
  });

  it('knows its product by the folder', () => {
    const moved = FILES.map((file) => ({ ...file, path: file.path.replace('/sps/', '/other/') }));
    const result = loadLibrary(moved);
    expect(result.ok ? [] : result.errors.map((error) => error.message)).toContain(
      'expected the file in a folder named after its product: sps, u-series, remote-support, imprivata',
    );
  });

  it('refuses the same name twice', () => {
    const twice = [...FILES, { path: 'resources/procedures/imprivata/facts.yaml', text: FACTS }];
    const result = loadLibrary(twice);
    expect(result.ok ? '' : result.errors[0]?.message).toBe(`'targetVersion' is already declared in ${PATHS.facts}`);
  });
});

describe('places inside strings', () => {
  const place = (until: string): [number, number] => {
    const text = UPGRADE.replace('until: webUi.up\n', `until: ${until}\n`);
    const result = loadLibrary(FILES.map((file) => (file.path === PATHS.upgrade ? { ...file, text } : file)));
    const error = result.ok ? undefined : result.errors[0];
    if (!error) throw new Error('accepted');
    const start = text
      .split('\n')
      .findIndex((line) => line.includes('until: ') && line.includes(until.split('\n')[0] ?? ''));
    return [error.line - 1 - start, error.column];
  };
  const column = (line: string, word: string) => line.indexOf(word) + 1;

  it('plain', () => expect(place('webUi.up && oops')).toEqual([0, column('    until: webUi.up && oops', 'oops')]));
  it('single quotes, with a doubled one before', () => {
    const line = "'slave.serial == ''B2'' && oops'";
    expect(place(line)).toEqual([0, column(`    until: ${line}`, 'oops')]);
  });
  it('double quotes, with an escape before', () => {
    const line = '"slave.serial == \'\\"\' && oops"';
    expect(place(line)).toEqual([0, column(`    until: ${line}`, 'oops')]);
  });
  it('plain over several lines', () => {
    expect(place('webUi.up &&\n      webUi.up && oops')).toEqual([1, column('      webUi.up && oops', 'oops')]);
  });
  it('folded', () => {
    expect(place('>-\n      webUi.up\n      && webUi.up\n      && oops')).toEqual([3, column('      && oops', 'oops')]);
  });
  it('literal', () => {
    expect(place('|\n      webUi.up\n        && oops')).toEqual([2, column('        && oops', 'oops')]);
  });
});

describe('checkFiles', () => {
  it('checks one file against what is shipped and reports that file only', () => {
    const mine = { path: '/home/me/sps/upgrade.yaml', text: UPGRADE.replace('goto: stuck', 'goto: stack') };
    expect(checkFiles([mine], FILES).map(({ file, message }) => [file, message])).toEqual([
      ['/home/me/sps/upgrade.yaml', "unknown step 'stack'; expected a step id, end or stop"],
    ]);
    expect(checkFiles([{ ...mine, text: UPGRADE }], FILES)).toEqual([]);
  });
});

describe('jsonSchemas', () => {
  it('describes the three kinds of file', () => {
    const schemas = jsonSchemas();
    expect(schemas.procedure).toMatchObject({ type: 'object', required: expect.arrayContaining(['id', 'steps']) });
    expect(JSON.stringify(schemas.facts)).toContain('bmc.identity');
    expect(JSON.stringify(schemas.interlocks)).toContain('outlivesRun');
  });
});
