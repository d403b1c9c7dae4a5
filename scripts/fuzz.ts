import { fuzz as bitlocker, fuzzKeys as keys } from '../main/bitlocker/fuzz.ts';
import { fuzz as bundles } from '../main/bundle/fuzz.ts';
import { fuzz as ipmi } from '../main/ipmi/fuzz.ts';
import { fuzz as requests } from '../main/request/fuzz.ts';

// node scripts/fuzz.ts [iterations] [seed]: so many mutated packets through every IPMI decoder, so many mutated headers
// through the BitLocker reader, and a tenth or less of that for key files, files of bundles and requests, which take longer;
// ends with 1 on any failure.
const iterations = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20261121);
const suites = [
  { name: 'ipmi', fuzz: ipmi, count: iterations },
  { name: 'bitlocker', fuzz: bitlocker, count: iterations },
  { name: 'recovery keys', fuzz: keys, count: Math.ceil(iterations / 10) },
  { name: 'bundles', fuzz: bundles, count: Math.ceil(iterations / 10) },
  { name: 'requests', fuzz: requests, count: Math.ceil(iterations / 40) },
];
let passed = 0;
let all = 0;
for (const { name, fuzz, count } of suites) {
  const start = performance.now();
  const report = fuzz(count, seed);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  passed += report.passed;
  all += count;
  for (const f of report.failures) console.error(`${name}, ${f.target}: ${f.error}\n  ${f.input}`);
  console.log(`${name}: ${report.passed} of ${count} right, ${report.accepted} of them decoded, in ${seconds} s`);
}
console.log(`${passed} passed, ${all - passed} failed (seed ${seed})`);
process.exitCode = passed === all ? 0 : 1;
