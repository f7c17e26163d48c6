import { describe, expect, it } from 'vitest';
import { projectText } from '../support/source-files.ts';
import { buildStack, ofType, resourcesOf } from './synthesized-stack.ts';

/** Templates that between them hold every alarm that there is. */
const templates = [
  buildStack(),
  buildStack({ region: 'cn-north-1', context: { tokenKeys: 'https://login.internal/keys' } }),
].map(resourcesOf);
const alarms = templates.flatMap((resources) => ofType(resources, 'AWS::CloudWatch::Alarm'));
const sectionOf = (description: string) => / RUNBOOK\.md#([a-z0-9-]+)$/.exec(description)?.[1];

const [, told = ''] = projectText('RUNBOOK.md').split(/^## Alarms .*$/m);
const sections = told
  .split(/^## /m)[0]!
  .split(/^### /m)
  .slice(1)
  .map((section) => ({ name: section.split('\n')[0]!, text: section }));

describe('the runbook', () => {
  it('has a section for every alarm, to which the alarm leads', () => {
    expect(alarms.length).toBeGreaterThan(100);
    const names = sections.map(({ name }) => name.toLowerCase());
    const lost = alarms.filter(({ Properties }) => !names.includes(sectionOf(Properties.AlarmDescription) ?? ''));
    expect(lost.map(({ id, Properties }) => `${id}: ${Properties.AlarmDescription}`)).toEqual([]);
  });

  it('has no section without an alarm, and none twice', () => {
    const reached = new Set(alarms.map(({ Properties }) => sectionOf(Properties.AlarmDescription)));
    expect(sections.map(({ name }) => name.toLowerCase()).sort()).toEqual([...reached].sort());
  });

  it.each(sections)('says of $name what it means, what to look at and what to do, in both languages', ({ text }) => {
    const parts = [...text.matchAll(/^\*\*([^*]+)\*\* (.{10,})$/gm)].map(([, label]) => label);
    expect(parts).toEqual(['Means.', 'Look at.', 'Do.', '含义。', '查看。', '处理。']);
  });
});
