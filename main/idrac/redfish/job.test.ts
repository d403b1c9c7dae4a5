import { describe, expect, it } from 'vitest';
import { sameVersion } from './installed.ts';
import { dellJobOf } from './job.ts';
import { jobIdIn } from './jobs.ts';

const job = (JobState: string, more: object = {}) => dellJobOf({ Id: 'JID_257309938313', JobState, ...more });

describe('a Dell job', () => {
  it.each([
    ['Scheduled', 'staged'],
    ['Running', 'running'],
    ['Completed', 'completed'],
    ['CompletedWithErrors', 'errors'],
    ['Failed', 'failed'],
    ['RebootFailed', 'failed'],
    ['PendingReboot', 'restart-needed'],
    ['Teleported', 'other'],
  ])('%s is %s', (state, phase) => {
    expect(job(state)?.phase).toBe(phase);
  });

  it('is not completed while a restart is pending', () => {
    const Message = 'Job completed, server reboot pending.';
    expect(job('Completed', { Message, PercentComplete: 100 })?.phase).toBe('restart-needed');
  });

  it('tells no time where the iDRAC gives none', () => {
    expect(job('Scheduled', { StartTime: 'TIME_NOW', EndTime: 'TIME_NA' })).toMatchObject({
      startedAt: null,
      endedAt: null,
    });
  });

  it('is read from a Task, with or without Dell’s part', () => {
    const Messages = [{ MessageId: 'IDRAC.2.5.RED007', Message: 'No.' }];
    expect(dellJobOf({ Id: '1', TaskState: 'Exception', Messages })).toMatchObject({
      phase: 'failed',
      messageKey: 'RED007',
    });
    expect(dellJobOf({ Id: '1', TaskState: 'UserIntervention', Oem: { Dell: { JobState: 'Completed' } } })?.phase).toBe(
      'restart-needed',
    );
    expect(dellJobOf({ Id: '1', TaskState: 'Starting', Oem: { Dell: { JobState: 'Scheduled' } } })?.phase).toBe(
      'staged',
    );
    expect(dellJobOf({ Id: '1', TaskState: 'Fancy' })?.phase).toBe('other');
  });

  it('is not made out of something else', () => {
    for (const other of [null, [], 'x', {}, { Id: 'System.Embedded.1', PowerState: 'On' }])
      expect(dellJobOf(other)).toBeNull();
  });
});

it('finds job IDs in locations', () => {
  expect(jobIdIn('/redfish/v1/TaskService/Tasks/JID_257309938313')).toBe('JID_257309938313');
  expect(jobIdIn('/redfish/v1/TaskService/Tasks/1')).toBeNull();
});

it('compares versions by their numbers', () => {
  expect(sameVersion('2.5.4', '02.05.4')).toBe(true);
  expect(sameVersion('4301a73', '4301A73')).toBe(true);
  expect(sameVersion('2.5.40', '2.5.4')).toBe(false);
  expect(sameVersion('2.0', '2')).toBe(false);
});
