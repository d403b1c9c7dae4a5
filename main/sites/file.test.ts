import { expect, test } from 'vitest';
import type { Device, Site } from '../../preload/contract.ts';
import { SiteError } from './error.ts';
import { parseSite, printSite } from './file.ts';
import { aDevice, aSite } from './testing.ts';

const GOOD = `# Racks of the customer
format: rackhand-site/1
name: Müller
devices:
  - id: sps-a
    name: SPS A
    product: sps
    model: off
    serial: 0012345
    rackUnit: 10
    bmc: { address: "192.0.2.10:9623", user: ADMIN }
    web:
  - { id: sps-b, name: SPS B, product: sps, serial: null }
`;

/** Message and params of the error that a file ends in. */
function complaint(file: string | Uint8Array): { message: string; line: unknown; advice: string } {
  try {
    parseSite(file, 'racks.yaml');
  } catch (error) {
    if (!(error instanceof SiteError)) throw error;
    expect(error.code).toBe('site.file');
    expect(error.params.file).toBe('racks.yaml');
    return { message: error.message, line: error.params.line, advice: error.advice };
  }
  throw new Error('the file was accepted');
}
const changed = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

test('a file by hand: usual values are left out, and text stays as it is written', () => {
  expect(parseSite(GOOD, 'racks.yaml')).toEqual({
    id: 'mueller',
    name: 'Müller',
    notes: '',
    practice: null,
    devices: [
      aDevice({
        model: 'off',
        serial: '0012345',
        bmc: { address: '192.0.2.10:9623', user: 'ADMIN', cipherSuite: 17, suite3Consent: null },
        web: null,
      }),
      aDevice({ id: 'sps-b', name: 'SPS B', model: '', serial: null, rackUnit: 1, bmc: null, web: null }),
    ],
  });
});

test('bytes with or without byte order mark', () => {
  const site = parseSite(GOOD, 'racks.yaml');
  expect(parseSite(Buffer.from(GOOD), 'racks.yaml')).toEqual(site);
  expect(parseSite(Buffer.from(`\ufeff${GOOD}`), 'racks.yaml')).toEqual(site);
  expect(parseSite(`\ufeff${GOOD.replaceAll('\n', '\r\n')}`, 'racks.yaml')).toEqual(site);
});

test('what is printed is read as the same site, whatever is in it', () => {
  const names = [
    'yes',
    '0x10',
    '1e3',
    '~',
    'null',
    '- a',
    '{a}',
    '#',
    '"',
    "'",
    'a: b',
    '&a',
    '*a',
    '!!str a',
    '2026-11-21',
    'ä€\u{1f600}',
    '<<',
    '%a',
    '| x',
  ];
  const devices: Device[] = names.map((name, n) =>
    aDevice({
      id: `d${n}`,
      name,
      model: name,
      serial: name,
      bmc: {
        address: `192.0.2.${n + 1}`,
        user: name,
        cipherSuite: 3,
        suite3Consent: { by: name, at: '2026-11-21T08:00:00Z' },
      },
    }),
  );
  const site: Site = aSite({ notes: '- a\n\n  b: c\n#\n\ttab\n', devices });
  expect(parseSite(printSite(site), 'x')).toEqual(site);
  expect(printSite(parseSite(printSite(site), 'x'))).toBe(printSite(site));
});

test('a practice rack is printed as what it is not: a practice rack', () => {
  const site = aSite({ practice: { scale: 60, control: 'http://127.0.0.1:1/secret' } });
  expect(printSite(site)).not.toContain('secret');
  expect(parseSite(printSite(site), 'x')).toEqual({ ...site, practice: null });
});

test.each([
  ['a wrong value', changed('rackUnit: 10', 'rackUnit: ten'), '10:15', 'SPS A, rackUnit: must be a number'],
  ['a wrong choice', changed('product: sps\n', 'product: toaster\n'), '7:14', 'SPS A, product: must be sps or'],
  ['a list for a text', changed('0012345', '[a]'), '9:13', 'SPS A, serial: must be text'],
  ['a member that is missing', changed('name: Müller\n', ''), '2:1', 'name: is missing'],
  ['a shared id', changed('id: sps-b', 'id: sps-a'), '13:11', 'SPS B, id: is the id of SPS A already'],
  ['a shared serial', changed('null', '0012345'), '13:53', 'SPS B, serial: is the serial number of SPS A already'],
  ['an unknown member', changed('model: off', 'modle: off'), '8:5', 'SPS A, modle is not known here'],
  ['a password', changed('user: ADMIN', 'password: hunter2'), '11:40', 'SPS A, bmc.password is not known here'],
  ['another format', changed('rackhand-site/1', 'rackhand-site/2'), '2:9', 'format: must be rackhand-site/1'],
  ['a practice rack', `${GOOD}practice: { scale: 1, control: x }\n`, '14:11', 'practice: is not part of a site file'],
  ['a member twice', changed('model: off', 'name: off'), '8:5', 'name stands here twice'],
  ['an anchor', changed('model: off', 'model: &a off'), '8:15', 'anchors are not allowed'],
  ['an alias', changed('model: off', 'model: *a'), '8:12', ''],
  ['a tag', changed('model: off', 'model: !!binary aGk='), '8:21', 'tags are not allowed'],
  ['an own tag', changed('model: off', 'model: !run x'), '8:12', ''],
  ['a map as a name', changed('model: off', '? {a: b}\n    : off'), '8:7', 'a name must be a single word'],
  ['__proto__', changed('model: off', '__proto__: {a: b}'), '8:5', 'a name must be a single word'],
  ['two documents', `${GOOD}---\na: b\n`, '14:1', ''],
  ['broken YAML', changed('- { id', '- { id: [ id'), '13:64', ''],
  ['tabs', changed('    model', '\tmodel'), '8:1', ''],
])('%s is shown with line and column', (_, file, place, message) => {
  const found = complaint(file);
  expect(found.message).toMatch(new RegExp(`^racks\\.yaml:${place}: `));
  expect(found.message).toContain(message);
  expect(found.message).not.toContain('hunter2');
});

test('a password in the file is answered with the vault', () => {
  expect(complaint(changed('user: ADMIN', 'password: hunter2')).advice).toContain('vault');
});

test.each([
  ['nothing', ''],
  ['a word', 'hello'],
  ['a list', '- a'],
  ['UTF-16 with mark', Buffer.from(`\ufeff${GOOD}`, 'utf16le')],
  ['UTF-16 big endian with mark', Buffer.from(`\ufeff${GOOD}`, 'utf16le').swap16()],
  ['UTF-16 without mark', Buffer.from('name: x\n', 'utf16le')],
  ['Latin-1', Buffer.from(GOOD, 'latin1')],
  ['Latin-1 that was read as UTF-8', Buffer.from(GOOD, 'latin1').toString('utf8')],
  ['half a surrogate pair', `${GOOD}notes: \ud83d\n`],
  ['zeros', Buffer.alloc(1000)],
  ['too much', `${GOOD}notes: ${'x'.repeat(300_000)}\n`],
  [
    'too many devices',
    `${GOOD}${Array.from({ length: 300 }, (_, n) => `  - {id: d${n}, name: d${n}, product: sps}`).join('\n')}`,
  ],
])('%s is no site', (_, file) => {
  complaint(file);
});

// Unguarded, these overflow the stack of the parser or cost it a time that grows with the square of their length.
test.each([
  ['brackets', '['],
  ['braces', '{'],
  ['dashes', '- '],
  ['questions', '? '],
  ['colons', 'a: '],
  ['nested flow', '[a: 1,'],
  ['quotes', '"'],
  ['tags', '!'],
  ['anchors', '&a '],
  ['equal members', 'a:\n'],
])('a file of nothing but %s ends soon', (_, piece) => {
  complaint(piece.repeat(60_000 / piece.length));
});

test('ten thousand different members end soon', () => {
  complaint(Array.from({ length: 10_000 }, (_, n) => `k${n}: 1`).join('\n'));
});

test('aliases that multiply are refused unexpanded', () => {
  const bomb = Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1}, *a${n - 1}` : 'x'}]`).join('\n');
  expect(complaint(bomb).message).toContain('not allowed');
});

test('whatever happens to a file, it is a site or an error with its name', () => {
  let state = 20261121;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pieces = [
    '\n',
    ' ',
    '  ',
    '- ',
    ': ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!x ',
    '|',
    '>',
    '\t',
    '%',
    '---\n',
    '...\n',
    '~',
    ',',
    '\r',
    '<<: ',
    '? ',
    '\u2028',
    'a',
  ];
  let accepted = 0;
  for (let round = 0; round < 1500; round += 1) {
    let text = GOOD;
    for (let n = 1 + random(4); n > 0; n -= 1) {
      const at = random(text.length);
      text = text.slice(0, at) + (pieces[random(pieces.length)] ?? '') + text.slice(at + random(3));
    }
    try {
      const site = parseSite(text, 'racks.yaml');
      expect(parseSite(printSite(site), 'x')).toEqual(site);
      accepted += 1;
    } catch (error) {
      if (!(error instanceof SiteError)) throw new Error(`${JSON.stringify(text)} ended in ${error}`, { cause: error });
      expect(error.message).toMatch(/^racks\.yaml(:\d+:\d+)?: /);
    }
  }
  // Blanks and comments do no harm, so a part of them is still a site; were it none, the test would test nothing.
  expect(accepted).toBeGreaterThan(50);
});

test('the same for bytes', () => {
  let state = 7;
  const bytes = Buffer.from(GOOD);
  for (let round = 0; round < 500; round += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const damaged = Buffer.from(bytes);
    damaged[state % damaged.length] = (state >>> 16) & 255;
    try {
      parseSite(damaged, 'racks.yaml');
    } catch (error) {
      expect(error).toBeInstanceOf(SiteError);
    }
  }
});
