import { fuzz as bitlocker } from '../main/bitlocker/fuzz.ts';
import { fuzz as ipmi } from '../main/ipmi/fuzz.ts';

// node scripts/fuzz.ts [iterations] [seed]: so many mutated packets through every IPMI decoder and so many mutated headers
// through the BitLocker reader; ends with 1 on any failure.
const iterations = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20261121);
const suites = { ipmi, bitlocker };
let passed = 0;
for (const [name, fuzz] of Object.entries(suites)) {
  const start = performance.now();
  const report = fuzz(iterations, seed);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  passed += report.passed;
  for (const f of report.failures) console.error(`${name}, ${f.target}: ${f.error}\n  ${f.input}`);
  console.log(`${name}: ${report.passed} of ${iterations} right, ${report.accepted} of them decoded, in ${seconds} s`);
}
const all = iterations * Object.keys(suites).length;
console.log(`${passed} passed, ${all - passed} failed (seed ${seed})`);
process.exitCode = passed === all ? 0 : 1;
