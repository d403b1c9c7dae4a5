import { expect, it } from 'vitest';
import { RedfishError, type RedfishErrorCode } from '../../redfish/error.ts';
import { dellLinksOf, firstOf } from './oem.ts';

const fail = (code: RedfishErrorCode, status: number) =>
  new RedfishError({ code, device: 'd', finding: 'x', advice: 'y', status });
const from = (answers: Record<string, RedfishError | string>) => async (link: string) => {
  const answer = answers[link] ?? fail('not-supported', 404);
  if (answer instanceof RedfishError) throw answer;
  return answer;
};

it('takes the first place that is there, passing over what old firmware calls invalid', async () => {
  const answers = { '/a': fail('not-supported', 404), '/b': fail('rejected', 400), '/c': 'jobs', '/d': 'never' };
  expect(await firstOf([null, '/a', '/b', '/c', '/d'], from(answers))).toEqual({ link: '/c', value: 'jobs' });
  expect(await firstOf(['/x', null], from({}))).toBeNull();
});

it('does not take trouble for absence', async () => {
  await expect(firstOf(['/a', '/b'], from({ '/a': fail('starting', 503), '/b': 'x' }))).rejects.toMatchObject({
    status: 503,
  });
  await expect(firstOf(['/a', '/b'], from({ '/a': fail('busy', 400), '/b': 'x' }))).rejects.toMatchObject({
    code: 'busy',
  });
});

it('has no links where the manager tells none, or nonsense', () => {
  const none = { jobs: null, jobService: null, lifecycleService: null, attributes: [] };
  for (const oemLinks of [null, {}, { Dell: 7 }, { Dell: { Jobs: '/x', DellAttributes: [1, {}] } }]) {
    expect(dellLinksOf({ oemLinks })).toEqual(none);
  }
});
