import {
  ConflictException,
  CreateScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { localTime, SchedulerWakeUps } from '../../lib/adapters/scheduler/wake-ups.ts';
import { sampleCycle } from '../support/sample-cycle.ts';

const client = mockClient(SchedulerClient);
const settings = { group: 'kaohe', queueArn: 'arn:aws:sqs:local:1:finalize', roleArn: 'arn:aws:iam::1:role/schedules' };
const wakeUps = new SchedulerWakeUps(new SchedulerClient({ region: 'local' }), settings);
const cycle = {
  ...sampleCycle('2019'),
  epoch: 2,
  submissionsCloseAt: '2019-12-31T16:00:00.000Z',
  finalizeAt: '2020-01-31T16:00:00.000Z',
};

const before = Date.parse(cycle.submissionsCloseAt) - 1;

beforeEach(() => {
  client.reset();
  client.onAnyCommand().rejects(new Error('a command that no test has asked for'));
});

const created = () => client.commandCalls(CreateScheduleCommand).map((call) => call.args[0].input);
const updated = () => client.commandCalls(UpdateScheduleCommand).map((call) => call.args[0].input);

describe('wake-ups by the scheduler', () => {
  it('are one a step, at the second, in the cycle’s own time zone, and go when they are done', async () => {
    client.on(CreateScheduleCommand).resolves({});
    await wakeUps.set(cycle, before);
    expect(created()).toEqual(
      [
        ['2019-2-close', 'at(2020-01-01T00:00:00)'],
        ['2019-2-finalize', 'at(2020-02-01T00:00:00)'],
      ].map(([Name, ScheduleExpression]) => ({
        GroupName: 'kaohe',
        Name,
        ScheduleExpression,
        ScheduleExpressionTimezone: 'Asia/Shanghai',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: settings.queueArn, RoleArn: settings.roleArn, Input: '{"cycle":"2019","epoch":2}' },
      })),
    );
  });

  it('are set for what is still to come: the scheduler takes no instant that has passed', async () => {
    client.on(CreateScheduleCommand).resolves({});
    await wakeUps.set(cycle, Date.parse(cycle.submissionsCloseAt));
    expect(created().map(({ Name }) => Name)).toEqual(['2019-2-finalize']);
    await wakeUps.set(cycle, Date.parse(cycle.finalizeAt));
    expect(created()).toHaveLength(1);
  });

  it('replace those that are there', async () => {
    const taken = new ConflictException({ Message: 'taken', message: 'taken', $metadata: {} });
    client.on(CreateScheduleCommand).rejects(taken).on(UpdateScheduleCommand).resolves({});
    await wakeUps.set(cycle, before);
    expect(updated()).toEqual(created());
    expect(updated()).toHaveLength(2);
  });

  it('pass on what else the scheduler refuses', async () => {
    client.on(CreateScheduleCommand).rejects(new Error('no such group'));
    await expect(wakeUps.set(cycle, before)).rejects.toThrow('no such group');
    expect(updated()).toEqual([]);
  });
});

describe('the wall clock of an instant', () => {
  it.each([
    ['2020-01-31T16:00:00Z', 'Asia/Shanghai', '2020-02-01T00:00:00'],
    ['2020-02-01T00:00:00+08:00', 'UTC', '2020-01-31T16:00:00'],
    ['2020-02-01T00:00:00+08:00', 'America/New_York', '2020-01-31T11:00:00'],
    ['2020-07-01T00:00:00Z', 'America/New_York', '2020-06-30T20:00:00'],
    ['2020-01-01T00:00:00Z', 'Asia/Kolkata', '2020-01-01T05:30:00'],
    ['2020-03-05T01:02:03Z', 'UTC', '2020-03-05T01:02:03'],
  ])('%s in %s is %s', (instant, timeZone, expected) => {
    expect(localTime(instant, timeZone)).toBe(expected);
  });

  it('is never before the instant: parts of a second go up', () => {
    expect(localTime('2020-01-31T15:59:59.001Z', 'Asia/Shanghai')).toBe('2020-02-01T00:00:00');
    expect(localTime('2020-01-31T15:59:59.000Z', 'Asia/Shanghai')).toBe('2020-01-31T23:59:59');
  });
});
