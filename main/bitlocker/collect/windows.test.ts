import { expect, test } from 'vitest';
import type { ProcessPort } from '../../ports/processes.ts';
import { collectText } from './collect.ts';
import { volumesJson } from './testing/samples.ts';
import { askWindows, POWERSHELL_ARGUMENTS, POWERSHELL_LINE } from './windows.ts';

/** A computer whose PowerShell prints this. */
function printing(text: string) {
  const [stdout, stderr] = [Buffer.alloc(Buffer.byteLength(text), text), Buffer.from('noise')];
  const asked: string[] = [];
  const run: ProcessPort['run'] = async (file, args) => {
    asked.push(file, ...args);
    return { stdout, stderr };
  };
  return { run, asked, stdout };
}

test('the answer, in a buffer of its own; what was printed is wiped', async () => {
  const { run, asked, stdout } = printing(`Welcome\r\nRACKHAND-VOLUMES\r\n${volumesJson()}\r\n`);
  const answer = await askWindows(undefined, run);
  expect(collectText(answer).keys.map(({ letter }) => letter)).toEqual(['C:', 'C:', 'D:']);
  expect(stdout.every((byte) => byte === 0)).toBe(true);
  expect(asked).toEqual(['powershell.exe', ...POWERSHELL_ARGUMENTS]);
});

test('the question survives every shell: letters, digits and the signs of Base64 only', () => {
  expect(POWERSHELL_LINE).toMatch(/^powershell -NoProfile -NonInteractive -EncodedCommand [A-Za-z0-9+/=]+$/);
  // cmd.exe takes 8191 characters.
  expect(POWERSHELL_LINE.length).toBeLessThan(8_000);
  const script = Buffer.from(POWERSHELL_ARGUMENTS.at(-1) ?? '', 'base64').toString('utf16le');
  expect(script).toContain('Get-BitLockerVolume');
  expect(script.match(/[{(]/g)?.length).toBe(script.match(/[)}]/g)?.length);
});

test.each([
  ['RACKHAND-NOT-ELEVATED\r\n', 'bitlocker.not-elevated'],
  ['RACKHAND-NO-BITLOCKER\r\n', 'bitlocker.no-windows'],
  ['RACKHAND-VOLUMES\r\n', 'bitlocker.unreadable'],
  ['sh: powershell: not found\n', 'bitlocker.no-windows'],
  ['', 'bitlocker.no-windows'],
])('%j: %s', async (text, code) => {
  await expect(askWindows(undefined, printing(text).run)).rejects.toMatchObject({ code });
});

test('no PowerShell, a broken one, called off', async () => {
  const failing = (error: Error) => () => Promise.reject(error);
  await expect(
    askWindows(undefined, failing(Object.assign(new Error('spawn'), { code: 'ENOENT' }))),
  ).rejects.toMatchObject({
    code: 'bitlocker.no-windows',
  });
  await expect(askWindows(undefined, failing(new Error('killed')))).rejects.toMatchObject({
    code: 'bitlocker.unreadable',
  });
  const signal = AbortSignal.abort(new Error('called off'));
  await expect(askWindows(signal, failing(new Error('killed')))).rejects.toThrow('called off');
});
