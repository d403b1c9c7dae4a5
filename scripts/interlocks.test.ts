import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { interlockReport } from '../main/procedures/testing/interlock-report.ts';

it('docs/interlocks.md is what the rules and their cases make it (node scripts/interlocks.ts --write)', () => {
  const { text, missing } = interlockReport();
  expect(missing).toEqual([]);
  expect(readFileSync(new URL('../docs/interlocks.md', import.meta.url), 'utf8')).toBe(text);
});
