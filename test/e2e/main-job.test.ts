import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type PublishedEvent, parseEvent } from '../../events/index.ts';
import { digestOf, type Json } from '../../lib/domain/digest.ts';
import { rankingAt, standings } from '../support/await-applied.ts';
import { admin, assessor, City, portalOf, type Score } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { until } from '../support/until.ts';

const runs = useLocalRuns();
let run: LocalRun;
let client: LocalClient;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  client = run.client;
  city = new City(client);
});

const pointsOf = ({ components }: Score, ids: readonly string[]) =>
  ids.map((id) => components.find(({ component }) => component === id)!.points);

function receiptAt(revision: number) {
  return { revision, auditHead: expect.stringMatching(/^[0-9a-f]{64}$/) };
}

function publishedEvents(isEnough: (events: PublishedEvent[]) => boolean): Promise<PublishedEvent[]> {
  return until('the events have been published', () => {
    const lines = readFileSync(join(run.dataDirectory, 'events.ndjson'), 'utf8').split('\n').slice(0, -1);
    const events = lines.map((line) => parseEvent(JSON.parse(line)));
    return isEnough(events) && events;
  });
}

describe('a year of four districts', () => {
  const cycle = 'year';
  const districts = ['binjiang', 'gongshu', 'shangcheng', 'xihu'];

  it('begins with every district at 0 points, equal, in the order of their ids [D 11]', async () => {
    await city.openCycle(cycle);
    for (const district of districts) {
      const targets = { '1': '2', '5': '20', '8': '1500.5', '13': '100', '20.1': '3', '20.2': '3' };
      expect(await city.setTargets(cycle, district, targets)).toEqual({ district, revision: 1, receipt: receiptAt(1) });
    }
    const ranking = await rankingAt(client, cycle, districts.map((district) => `${district}@1`).join(','));
    expect(standings(ranking)).toEqual(districts.map((district) => [1, district, '0.00']));
  });

  it('ranks by what the districts claim', async () => {
    // 5: 3 × 16 ÷ 20 = 2.40
    expect(await city.claim(cycle, 'shangcheng', '5', '16')).toEqual({
      district: 'shangcheng',
      component: '5',
      revision: 2,
      state: 'claimed',
      receipt: receiptAt(2),
    });
    // 1: 2 of 2 → 4.00 · 8: 4 × 1000.25 ÷ 1500.5 = 2.6664… → 2.67 · 13: first place → 3.00; with 5: 12.07
    await city.claimAll(cycle, 'shangcheng', { '1': '2', '8': '1000.25', '13': '120' });
    // 1: 1 of 2 → 0 · 5: capped → 3.00 · 13: second place → 3.00; together 6.00
    await city.claimAll(cycle, 'gongshu', { '1': '1', '5': '25', '13': '110' });
    // 12: carried out → 3.00 · 13: third place, below the target → 0 · 20.1: 3 ÷ 3 = 1.00 · 20.2: 2 ÷ 3 → 0.67; together 4.67
    await city.claimAll(cycle, 'xihu', { '12': '1', '13': '90', '20.1': '1', '20.2': '1' });
    // 12: not carried out, undecided → 0 · 13: 0 holds no place → 0
    await city.claimAll(cycle, 'binjiang', { '12': '0', '13': '0' });
    const claimed = await rankingAt(client, cycle, 'shangcheng@3,gongshu@2,xihu@2,binjiang@2');
    expect(standings(claimed)).toEqual([
      [1, 'shangcheng', '12.07'],
      [2, 'gongshu', '6.00'],
      [3, 'xihu', '4.67'],
      [4, 'binjiang', '0.00'],
    ]);
    const verified = await rankingAt(client, cycle, 'binjiang@2', 'verified');
    expect(standings(verified)).toEqual(districts.map((district) => [1, district, '0.00']));
  });

  it('adds up categories and explains every point in both languages', async () => {
    const score = await city.scoreOf(cycle, 'shangcheng', 'claimed');
    expect(score).toMatchObject({
      score: '12.07',
      rank: 1,
      categories: {
        organization: '4.00',
        talent: '2.40',
        funding: '2.67',
        industry: '0.00',
        labor: '3.00',
        prosperity: '0.00',
      },
    });
    expect(score.components).toHaveLength(25);
    const stepsOf = (id: string) => score.components.find(({ component }) => component === id)!.steps;
    expect(stepsOf('5')).toEqual([
      {
        clause: '5',
        text: {
          zh: '完成率 = 16 ÷ 20 = 80.00%（完成 16 人，任务 20 人）。',
          en: 'Completion rate = 16 ÷ 20 = 80.00% (done 16 persons, target 20 persons).',
        },
      },
      {
        clause: '5',
        text: { zh: '得分 = 3.00 × 16 ÷ 20 = 2.40 分。', en: 'Points = 3.00 × 16 ÷ 20 = 2.40.' },
      },
    ]);
    for (const { steps } of score.components) expect(steps.length).toBeGreaterThan(0);
    const capped = await city.scoreOf(cycle, 'gongshu', 'claimed');
    expect(capped.components.find(({ component }) => component === '5')!.steps[0]!.text.en).toContain('125.00%');
  });

  it("takes another district's place points by a claim, and names the cause [C 13]", async () => {
    const before = await rankingAt(client, cycle, 'xihu@2');
    // 13: 120, 115, 110, 0: xihu takes the second place → 3.00; gongshu has met its target → 2.00
    expect((await city.claim(cycle, 'xihu', '13', '115')).revision).toBe(3);
    const after = await rankingAt(client, cycle, 'xihu@3');
    expect(standings(after)).toEqual([
      [1, 'shangcheng', '12.07'],
      [2, 'xihu', '7.67'],
      [3, 'gongshu', '5.00'],
      [4, 'binjiang', '0.00'],
    ]);
    const path = `/v1/cycles/${cycle}/changes?after=${before.version}`;
    const { items } = await client.expect<{ items: unknown[] }>(portalOf('gongshu'), 'GET', path);
    expect(items).toEqual([
      {
        version: after.version,
        at: expect.any(String),
        causes: [{ district: 'xihu', revision: 3 }],
        rivals: [
          {
            basis: 'claimed',
            component: '13',
            districts: ['xihu'],
            text: {
              zh: '其他区县的数值有变动，影响了名次：西湖区。',
              en: 'Values of other districts changed the places: xihu.',
            },
          },
        ],
        moved: [
          {
            district: 'gongshu',
            basis: 'claimed',
            score: ['6.00', '5.00'],
            rank: [2, 3],
            components: [
              {
                component: '13',
                points: ['3.00', '2.00'],
                because: { kind: 'cohort' },
              },
            ],
          },
          expect.objectContaining({ district: 'xihu', basis: 'claimed', score: ['4.67', '7.67'], rank: [3, 2] }),
        ],
      },
    ]);
  });

  it('counts on the verified basis what assessors verify, correct and deduct, and drops what they return', async () => {
    await city.assess(cycle, 'shangcheng', '5', { decision: 'verify', claimRevision: 2 });
    await city.assess(cycle, 'shangcheng', '8', { decision: 'correct', claimRevision: 3, value: '750.25' });
    await city.assess(cycle, 'shangcheng', '1', { decision: 'return', claimRevision: 3 });
    expect(
      await city.assess(cycle, 'binjiang', '12', { decision: 'deduct', claimRevision: 2, deduction: '1.5' }),
    ).toEqual({
      district: 'binjiang',
      component: '12',
      revision: 3,
      state: 'verified',
      receipt: receiptAt(3),
    });
    // claimed: shangcheng 12.07 − 4.00 returned = 8.07; binjiang 3 − 1.5 = 1.50
    expect(standings(await rankingAt(client, cycle, 'shangcheng@6,binjiang@3'))).toEqual([
      [1, 'shangcheng', '8.07'],
      [2, 'xihu', '7.67'],
      [3, 'gongshu', '5.00'],
      [4, 'binjiang', '1.50'],
    ]);
    // verified: shangcheng 2.40 + 4 × 750.25 ÷ 1500.5 = 2.00 → 4.40
    expect(standings(await rankingAt(client, cycle, 'shangcheng@6,binjiang@3', 'verified'))).toEqual([
      [1, 'shangcheng', '4.40'],
      [2, 'binjiang', '1.50'],
      [3, 'gongshu', '0.00'],
      [3, 'xihu', '0.00'],
    ]);
    const claimed = await city.scoreOf(cycle, 'shangcheng', 'claimed');
    expect(pointsOf(claimed, ['1', '5', '8', '13'])).toEqual(['0.00', '2.40', '2.67', '3.00']);
    expect(claimed.components[0]).toMatchObject({ component: '1', state: 'returned' });
    const verified = await city.scoreOf(cycle, 'shangcheng', 'verified');
    expect(pointsOf(verified, ['1', '5', '8', '13'])).toEqual(['0.00', '2.40', '2.00', '0.00']);
  });

  it('publishes claims, score changes and ranking changes, each as the contract says', async () => {
    const events = (
      await publishedEvents((all) =>
        all.some(({ type, id }) => type === 'ClaimAssessed' && id === `${cycle}/binjiang/3`),
      )
    ).filter(({ data }) => 'cycle' in data && data.cycle === cycle);
    expect(events.find(({ id }) => id === `${cycle}/shangcheng/2`)).toMatchObject({
      type: 'ClaimSubmitted',
      data: { district: 'shangcheng', revision: 2, claims: [{ component: '5', value: '16', evidence: [] }] },
    });
    const displaced = events.find(({ type, data }) => type === 'ScoreChanged' && data.score.join() === '6.00,5.00');
    expect(displaced?.data).toMatchObject({
      district: 'gongshu',
      basis: 'claimed',
      rank: [2, 3],
      components: [{ component: '13', points: ['3.00', '2.00'], causedBy: ['xihu'] }],
    });
    const ranking = events.find(
      ({ type, data }) => type === 'RankingChanged' && data.movedDistricts.join() === 'gongshu,xihu',
    );
    expect(ranking?.data).toMatchObject({ causes: [{ district: 'xihu', revision: 3 }] });
  });

  it('numbers the changes without a gap', async () => {
    const { items } = await client.expect<{ items: { version: number }[] }>(
      admin,
      'GET',
      `/v1/cycles/${cycle}/changes`,
    );
    expect(items.length).toBeGreaterThan(3);
    expect(items.map(({ version }) => version)).toEqual(items.map((_, index) => index + 1));
  });

  it('keeps a history in which every entry seals the one before', async () => {
    const path = `/v1/cycles/${cycle}/districts/shangcheng/history`;
    const { items } = await client.expect<{ items: Record<string, Json>[] }>(portalOf('shangcheng'), 'GET', path);
    const oldestFirst = items.toReversed();
    expect(oldestFirst.map(({ revision, action, by }) => [revision, action, by])).toEqual([
      [1, 'set-targets', 'e2e-assessor'],
      [2, 'claim', 'portal-shangcheng'],
      [3, 'claim', 'portal-shangcheng'],
      [4, 'verify', 'e2e-assessor'],
      [5, 'correct', 'e2e-assessor'],
      [6, 'return', 'e2e-assessor'],
    ]);
    expect(oldestFirst.map(({ previous }) => previous)).toEqual([
      'genesis',
      ...oldestFirst.slice(0, -1).map(({ hash }) => hash),
    ]);
    for (const { hash, ...content } of items) expect(hash).toBe(digestOf(content));
  });

  it('finds the ranking equal to a full rebuild and the audit chains whole', async () => {
    const swept = await fetch(`${run.url}/local/invoke/sweep`, { method: 'POST' });
    expect(swept.status).toBe(200);
    const integrity = await client.expect(assessor, 'GET', `/v1/cycles/${cycle}/integrity`);
    // Revisions: shangcheng 6, gongshu 2, xihu 3, binjiang 3.
    expect(integrity).toMatchObject({
      status: 'equal',
      lastComparison: { districtsCompared: 4, differences: [], auditEntriesChecked: 14, auditBreaks: [] },
    });
  });
});
