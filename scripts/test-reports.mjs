// What a runner's report says: how many tests passed, how many did not, and which. A skipped test counts as a missing one.

/** One thing that failed: the file, the test's full title ('' for a whole file), and the runner's first words on it. */
const failure = (file, title, why) => ({ file, title, why: why.trim().split('\n').slice(0, 12).join('\n') });

/** Vitest's JSON report. A file that does not even load has no tests to blame, and is named itself. */
export function vitestReport(text) {
  const files = JSON.parse(text).testResults;
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ file: name, ...test })),
  );
  const failures = tests
    .filter(({ status }) => status !== 'passed')
    .map((test) => failure(test.file, test.fullName, test.failureMessages?.join('\n') || test.status));
  for (const { name, status, message, assertionResults } of files) {
    if (status === 'failed' && assertionResults.every((test) => test.status === 'passed')) {
      failures.push(failure(name, '', message ?? 'the file could not be run'));
    }
  }
  return { passed: tests.filter(({ status }) => status === 'passed').length, failures };
}

/** Playwright's JSON report: specs nest in suites, and each ran once per project. */
export function playwrightReport(text) {
  const report = JSON.parse(text);
  const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];
  const tests = specsOf(report).flatMap((spec) => spec.tests.map((test) => ({ spec, ...test })));
  const failures = tests
    .filter(({ status }) => status !== 'expected')
    .map(({ spec, projectName, status, results }) => {
      const words = results.flatMap(({ errors }) => errors.map(({ message }) => message)).join('\n');
      return failure(spec.file, `[${projectName}] ${spec.title}`, words || status);
    });
  // What broke outside of any test: a set-up, a worker.
  for (const { message } of report.errors) failures.push(failure('playwright', '', message ?? 'an error of its own'));
  return { passed: tests.length - tests.filter(({ status }) => status !== 'expected').length, failures };
}

/** The closing line of `scripts/fuzz.ts`; the parsers' rounds count as one test. */
export function fuzzReport(text) {
  const [, passed = '0', failed = '1'] = /(\d+) passed, (\d+) failed/.exec(text) ?? [];
  const failures =
    Number(failed) > 0 ? [failure('scripts/fuzz.ts', '', text.trim().split('\n').slice(-12).join('\n'))] : [];
  return { passed: Number(passed) > 0 ? 1 : 0, failures };
}
