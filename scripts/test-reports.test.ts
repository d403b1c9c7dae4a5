import { expect, it } from 'vitest';
// @ts-expect-error A script without types.
import { fuzzReport, playwrightReport, vitestReport } from './test-reports.mjs';

it('names each failed, skipped and unloadable test of a Vitest report', () => {
  const report = {
    testResults: [
      {
        name: '/r/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'good', failureMessages: [] },
          { status: 'failed', fullName: 'bad', failureMessages: ['expected 1 to be 2\n at a.test.ts'] },
          { status: 'pending', fullName: 'left out', failureMessages: [] },
        ],
      },
      { name: '/r/b.test.ts', status: 'failed', message: 'cannot be parsed', assertionResults: [] },
    ],
  };
  expect(vitestReport(JSON.stringify(report))).toEqual({
    passed: 1,
    failures: [
      { file: '/r/a.test.ts', title: 'bad', why: 'expected 1 to be 2\n at a.test.ts' },
      { file: '/r/a.test.ts', title: 'left out', why: 'pending' },
      { file: '/r/b.test.ts', title: '', why: 'cannot be parsed' },
    ],
  });
});

it('names the shell on which an end-to-end test failed, and counts a skipped one as missing', () => {
  const spec = (title: string, ...tests: object[]) => ({ title, file: 'a.spec.ts', tests });
  const report = {
    errors: [],
    suites: [
      {
        specs: [
          spec(
            'works on one',
            { projectName: 'web', status: 'expected', results: [] },
            { projectName: 'double', status: 'unexpected', results: [{ errors: [{ message: 'not seen' }] }] },
          ),
        ],
        suites: [{ specs: [spec('is skipped', { projectName: 'web', status: 'skipped', results: [] })] }],
      },
    ],
  };
  expect(playwrightReport(JSON.stringify(report))).toEqual({
    passed: 1,
    failures: [
      { file: 'a.spec.ts', title: '[double] works on one', why: 'not seen' },
      { file: 'a.spec.ts', title: '[web] is skipped', why: 'skipped' },
    ],
  });
});

it('takes a fuzz run without its closing line as failed', () => {
  expect(fuzzReport('ipmi: ok\n25 passed, 0 failed (seed 1)\n')).toEqual({ passed: 1, failures: [] });
  expect(fuzzReport('killed').failures).toEqual([{ file: 'scripts/fuzz.ts', title: '', why: 'killed' }]);
});
