/**
 * node scripts/interlocks.ts [--write]
 * Makes docs/interlocks.md: every rule with its severity, where it is kept and what tests it. Without `--write` exits 1
 * when the file is not what it should be, or when a rule of the catalogue is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { interlockReport } from '../main/procedures/testing/interlock-report.ts';

const path = new URL('../docs/interlocks.md', import.meta.url);
const { text, missing } = interlockReport();
if (process.argv.includes('--write')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  console.error('docs/interlocks.md is not up to date: node scripts/interlocks.ts --write');
  process.exitCode = 1;
}
if (missing.length > 0) {
  console.error(`without a rule or a test: ${missing.join(', ')}`);
  process.exitCode = 1;
}
