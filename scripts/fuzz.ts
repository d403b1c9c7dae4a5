import { fuzz } from '../main/ipmi/fuzz.ts';

// node scripts/fuzz.ts [iterations] [seed]: mutated IPMI packets through every decoder; ends with 1 on any failure.
const iterations = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20261121);
const start = performance.now();
const report = fuzz(iterations, seed);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
for (const f of report.failures) console.error(`${f.target}: ${f.error}\n  ${f.input}`);
console.log(
  `${report.passed} passed, ${iterations - report.passed} failed (${report.accepted} decoded, ${seconds} s, seed ${seed})`,
);
process.exitCode = report.passed === iterations ? 0 : 1;
