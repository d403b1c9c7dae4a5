import { expect, test } from 'vitest';
import { browserCandidates, hasDisplay } from './browser.ts';

test('the browser that was asked for stands first', () => {
  expect(browserCandidates('linux', { RACKHAND_BROWSER: '/opt/b', PATH: '/usr/bin' })[0]).toBe('/opt/b');
});

test('each platform is searched where it keeps its browsers', () => {
  const linux = browserCandidates('linux', { PATH: '/usr/local/bin:/usr/bin' });
  expect(linux).toContain('/usr/bin/google-chrome');
  expect(linux.indexOf('/usr/bin/chromium')).toBeLessThan(linux.indexOf('/usr/bin/google-chrome'));
  expect(browserCandidates('darwin', {})).toContain('/Applications/Chromium.app/Contents/MacOS/Chromium');
  const windows = browserCandidates('win32', { ProgramFiles: 'C:\\Program Files' });
  expect(windows[0]).toBe('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe');
});

test('only Linux can be without a display', () => {
  expect(hasDisplay({}, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
  expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasDisplay({}, 'win32')).toBe(true);
});
