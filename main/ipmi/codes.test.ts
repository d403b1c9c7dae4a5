import { expect, test } from 'vitest';
import { completion, GENERIC } from './completion-codes.ts';
import { RMCPP_STATUS, rmcppStatus } from './rmcpp-status.ts';

test('every RMCP+ status of Table 13-15 has a text and something to try', () => {
  for (let code = 1; code <= 0x12; code++) {
    expect(RMCPP_STATUS[code]?.text.length).toBeGreaterThan(5);
    expect(RMCPP_STATUS[code]?.advice.length).toBeGreaterThan(5);
  }
  expect(rmcppStatus(0x77).code).toBe('protocol');
});

test('every generic completion code of Table 5-2 has a text and something to try', () => {
  for (const code of [...Array(0x17).keys()].map((i) => 0xc0 + i).concat(0xff)) {
    expect(GENERIC[code]?.text.length).toBeGreaterThan(5);
    expect(GENERIC[code]?.advice.length).toBeGreaterThan(5);
  }
});

test('a command gives some codes its own meaning; unknown ones never claim "not executed"', () => {
  expect(completion(0x06, 0x3b, 0x81)).toMatchObject({ code: 'privilege', executed: 'no' });
  expect(completion(0x00, 0x02, 0x81)).toMatchObject({ text: 'Command-specific code', executed: 'maybe' });
  expect(completion(0x00, 0x02, 0x10)).toMatchObject({ text: 'OEM code', executed: 'maybe' });
  expect(completion(0x00, 0x02, 0xe0).text).toBe('Reserved completion code');
  for (const code of [0xc3, 0xce, 0xcf, 0xff]) expect(completion(0, 2, code).executed).toBe('maybe');
});
