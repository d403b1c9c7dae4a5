import { describe, expect, test } from 'vitest';
import { seeded } from '../../ports/seeded.ts';
import { cutsNetwork, isRead } from './guard.ts';
import { refusalIn } from './messages.ts';
import { addressProblem } from './network.ts';
import { clean } from './noise.ts';
import { Dialogue, isOnlyPrompts } from './prompt.ts';
import { argumentList, commandLine, masked, shown } from './words.ts';

describe('words', () => {
  test('quoted where a shell would part or read them', () => {
    expect(commandLine('d', ['set', 'iDRAC.Users.2.Password', { secret: 'a b#!' }])).toBe(
      'racadm set iDRAC.Users.2.Password "a b#!"',
    );
    expect(argumentList('d', ['set', { secret: 'a b' }])).toEqual(['set', 'a b']);
  });

  test.each(['a"b', 'a\nb', 'a\rb', 'a\0b', 'a`b', 'a$b', 'a\\b', 'grün', '\u001b[A'])(
    '%j is refused, unquoted',
    (bad) => {
      let message = '';
      try {
        commandLine('d', ['set', 'x', { secret: bad }]);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain('racadm cannot carry it');
      expect(message).not.toContain(bad);
      expect(() => argumentList('d', [bad])).toThrow('racadm cannot carry it');
    },
  );

  test('a secret is shown as asterisks, wherever the device repeats it', () => {
    const words = ['set', 'iDRAC.Users.2.Password', { secret: 'Tr0ub4dor' }];
    expect(shown(words)).toBe('racadm set iDRAC.Users.2.Password ********');
    expect(masked('bad value Tr0ub4dor, Tr0ub4dor', words)).toBe('bad value ********, ********');
    expect(masked('unchanged', ['set', { secret: '' }])).toBe('unchanged');
  });
});

describe('noise', () => {
  test('warnings, certificate lines, marks and farewells go, and are told', () => {
    const raw = [
      'Security Alert: Certificate is invalid - self-signed certificate',
      'Continuing execution. Use -S option for racadm to stop execution on certificate-related errors.',
      'SEC0701: Warning: Default username and password are currently in use.',
      '\u001b[0mABC1234',
      '',
      'WARNING: Default password is configured. More words.',
      'ParseComplete',
      'Connection to 10.0.0.1 closed.',
    ].join('\r\n');
    expect(clean(raw)).toEqual({ text: 'ABC1234', notices: ['certificate', 'default-password'] });
  });

  test('the deprecation notice goes to its end', () => {
    const raw =
      'Object value modified successfully\n\nRAC1169: The RACADM "config" command\nwill be deprecated = soon.';
    expect(clean(raw)).toEqual({ text: 'Object value modified successfully', notices: ['deprecated'] });
  });

  test('nothing stays nothing', () => expect(clean('\r\n \u0000\r\n').text.trim()).toBe(''));
});

describe('the interactive shell', () => {
  const typed = (greeting: string, sent: string, reply: string, size: number): string | null => {
    const dialogue = new Dialogue();
    const feed = (text: string) => {
      let answer: string | null = null;
      for (let at = 0; at < text.length; at += size) answer = dialogue.take(text.slice(at, at + size)) ?? answer;
      return answer;
    };
    expect(feed(greeting)).toBeNull();
    expect(dialogue.ready).toBe(true);
    dialogue.sent(sent);
    return feed(reply);
  };

  const RACADM = 'racadm getsvctag\r\n\r\nracadm getsvctag\r\nABC1234\r\n\r\nracadm>>';

  test.each([1, 2, 7, 1000])('in pieces of %i', (size) => {
    expect(
      typed('Welcome $ 5\r\n/admin1-> ', 'racadm getsvctag', 'racadm getsvctag\r\nABC1234\r\n/admin1-> ', size)?.trim(),
    ).toBe('ABC1234');
    expect(typed('racadm>>', 'racadm getsvctag', RACADM, size)?.trim()).toBe('ABC1234');
    expect(typed('$ ', 'racadm getsvctag', 'racadm getsvctag\r\nABC1234\r\n$ ', size)?.trim()).toBe('ABC1234');
  });

  test.each([1, 1000])('a second prompt for one line is not the answer, in pieces of %i', (size) => {
    const late = `/admin1-> racadm getsvctag\r\nABC1234\r\n/admin1-> `;
    expect(typed('/admin1-> ', 'racadm getsvctag', late, size)?.trim()).toBe('ABC1234');
  });

  test('what looks like a prompt inside an answer does not end it', () => {
    const reply = 'racadm getsel\r\nuse racadm>> or /admin1-> or $ here\r\nend\r\n/admin1-> ';
    expect(typed('/admin1-> ', 'racadm getsel', reply, 1)).toContain('end');
  });

  test('an answer of nothing is an answer', () => {
    expect(typed('/admin1-> ', 'racadm getsysinfo', 'racadm getsysinfo\r\n/admin1-> ', 1)?.trim()).toBe('');
  });

  test('takes garbage without an end', () => {
    const dialogue = new Dialogue();
    const random = seeded(9);
    for (let round = 0; round < 2000; round++) dialogue.take(String.fromCharCode(random() * 256, random() * 65536));
    expect(dialogue.size).toBe(4000);
  });

  test('a shell that came and went is told from an answer', () => {
    expect(isOnlyPrompts('\r\n/admin1-> \r\n/admin1-> CLP Session terminated\r\n')).toBe(true);
    expect(isOnlyPrompts('ABC1234')).toBe(false);
    expect(isOnlyPrompts('')).toBe(false);
  });
});

describe('refusals', () => {
  test.each([
    ['ERROR: RAC071: A firmware update is currently in progress.', 'in-update', 'RAC071'],
    ['ERROR: SWC0242 : A required license is missing.', 'licence', 'SWC0242'],
    ['RAC1260: words', 'default-password', 'RAC1260'],
    ['ERROR: RAC1201: words', 'lockdown', 'RAC1201'],
    ['ERROR: RAC9999: The thing is not valid.', 'refused', 'RAC9999'],
    ['ERROR: Invalid subcommand specified.', 'unsupported', null],
    ['ERROR: The specified object name is not valid.', 'unsupported', null],
    ['Login failed - maximum session entries reached', 'login', null],
    ['Invalid gateway address specified.', 'refused', null],
    ['The requested object is not allowed to be configured if DHCP is enabled.', 'refused', null],
    ['ERROR: Unable to perform requested operation.', 'refused', null],
  ])('%s', (text, code, messageId) => {
    expect(refusalIn(text)).toMatchObject({ code, messageId });
  });

  test.each([
    'RAC1024: Successfully scheduled a job.\nCommit JID = JID_123456789012',
    'RAC987: Firmware update job for unable.EXE is initiated.',
    'Server is already powered ON.',
    'Message=[RED007: Unable to verify Update Package signature.]',
  ])('none: %s', (text) => expect(refusalIn(text)).toBeNull());
});

describe('what must not go over the network', () => {
  test.each([
    ['setniccfg', '-o'],
    ['SetNicCfg', '-O'],
    ['setniccfg', '-s', '10.0.0.1', '-o'],
    ['set', 'iDRAC.NIC.Enable', '0'],
    ['set', 'idrac.embedded.1#NIC.1#Enable', 'Disabled'],
    ['config', '-g', 'cfgLanNetworking', '-o', 'cfgNicEnable', '0'],
  ])('%s %s %s', (...words) => expect(cutsNetwork(words)).toBe(true));

  test.each([
    ['setniccfg', '-d'],
    ['set', 'iDRAC.NIC.Enable', '1'],
    ['config', '-g', 'cfgIpmiLan', '-o', 'cfgIpmiLanEnable', '0'],
  ])('%s %s %s may', (...words) => expect(cutsNetwork(words)).toBe(false));

  test('reading is known by name', () => {
    expect(isRead(['getsysinfo', '-s'])).toBe(true);
    expect(isRead(['lclog', 'view', '-n', '5', '-c', 'Updates'])).toBe(true);
    for (const words of [
      ['set', 'x', 'y'],
      ['racreset'],
      ['serveraction', 'powerdown'],
      ['get', '-f', 'all.txt'],
      ['getty'],
      [],
    ]) {
      expect(isRead(words)).toBe(false);
    }
  });
});

test('addresses that would leave the iDRAC unreachable', () => {
  const ok = (...three: [string, string, string]) => addressProblem(...three);
  expect(ok('192.168.0.120', '255.255.255.0', '192.168.0.1')).toBeNull();
  expect(ok('10.1.2.3', '255.0.0.0', '10.255.0.1')).toBeNull();
  expect(ok('192.168.0.120', '255.255.255.0', '192.168.1.1')).toContain('subnet');
  expect(ok('192.168.0.256', '255.255.255.0', '192.168.0.1')).toContain('address');
  expect(ok('192.168.0.0', '255.255.255.0', '192.168.0.1')).toContain('subnet itself');
  expect(ok('192.168.0.9', '255.255.255.0', '192.168.0.255')).toContain('broadcast');
  expect(ok('192.168.0.9', '255.0.255.0', '192.168.0.1')).toContain('mask');
  expect(ok('192.168.0.9', '255.255.255.255', '192.168.0.9')).toContain('mask');
  expect(ok('192.168.0.9', '0.0.0.0', '192.168.0.1')).toContain('mask');
  expect(ok('224.0.0.9', '255.255.255.0', '224.0.0.1')).toContain('host');
  expect(ok('192.168.0.9', '255.255.255.0', '192.168.0.9')).toContain('same');
  expect(ok('192.168.0.9', '255.255.255.0', '-o')).toContain('gateway');
});
