import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../events/event-types.ts';
import { type PublishedEvent, parseEvent, publishedEvent } from '../../events/index.ts';
import type { Book } from '../../lib/domain/book.ts';
import type { Decision } from '../../lib/domain/book-change.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { type Assessment, decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { eventsOfChange, eventsOfEntry } from '../../lib/domain/published-events.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { listMoves, ownMoves } from '../../lib/domain/recalculation/list-moves.ts';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { anyDistricts, inputsFrom } from '../support/cohort.ts';
import { everythingMoves, longId } from '../support/everything-moves.ts';
import { accepted, asking, assessmentRules, assessor, blankBook, bookAfter, portal } from '../support/written-book.ts';

const scheme = changedScheme();
const folder = new URL('../../events/samples/', import.meta.url);
const samples = readdirSync(folder).map((file) => {
  return { file, sample: JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as PublishedEvent };
});

/** `ScoreChanged` of version 1 is kept as `score-changed-v1.json`. */
const fileOf = (type: string, version: number) =>
  `${type.replace(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}-v${version}.json`;

describe('the samples of published events', () => {
  it.each(samples)('$file parses, and nothing of it is dropped', ({ file, sample }) => {
    expect(parseEvent(sample)).toEqual(sample);
    expect(file).toBe(fileOf(sample.type, sample.version));
  });

  it('are there for every type and version', () => {
    const published = publishedEvent().options.map(({ shape }) => fileOf(shape.type.value, shape.version.value));
    expect(samples.map(({ file }) => file)).toEqual(expect.arrayContaining(published));
  });

  it('are of the types that are named without their schemas', () => {
    expect(publishedEvent().options.map(({ shape }) => shape.type.value)).toEqual(eventTypes);
  });

  it.each(samples)('$file is refused with another version, a binary fraction, or a field gone', ({ sample }) => {
    expect(() => parseEvent({ ...sample, version: 2 })).toThrow();
    expect(() => parseEvent({ ...sample, type: 'Other' })).toThrow();
    for (const field of Object.keys(sample.data))
      expect(() => parseEvent({ ...sample, data: { ...sample.data, [field]: 0.5 } })).toThrow();
  });
});

/** What a decision about a book publishes; parsed, as a consumer would. */
function eventsOf(decision: Decision): PublishedEvent[] {
  const events = eventsOfEntry(accepted(decision).entry);
  for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  return events;
}

const eventOf = (decision: Decision) => eventsOf(decision)[0]!;

function claim(book: Book, component: string, value: string, evidence: string[] = []): Decision {
  const submission = { component, value, evidence, note: '内部说明' };
  return decideClaims(
    asking(scheme, book, portal),
    [submission],
    new Map(evidence.map((id) => [id, { id, sha256: `hash-of-${id}` }])),
    () => [],
  );
}

function assess(book: Book, component: string, assessment: Assessment): Decision {
  return decideAssessment(
    asking(scheme, book, assessor),
    scheme.components[scheme.indexOf.get(component)!]!,
    assessment,
    assessmentRules,
  );
}

describe('the event of an audit entry', () => {
  const claimed = bookAfter(blankBook(), claim(blankBook(), '5', '16'));
  const judged = { claimRevision: 1, reason: '与原件相符' };

  it('says which claims a revision made, without the note and without who made them', () => {
    expect(eventOf(claim(blankBook(), '5', '16.50', ['e1']))).toEqual({
      type: 'ClaimSubmitted',
      version: 1,
      id: '2019/yuhang/1',
      at: '2019-12-31T15:00:00.000Z',
      data: {
        cycle: '2019',
        district: 'yuhang',
        revision: 1,
        claims: [{ component: '5', value: '16.50', evidence: ['e1'] }],
      },
    });
  });

  it('says which targets were set', () => {
    const event = eventOf(decideTargets(asking(scheme, blankBook(), assessor), { 1: '3', 5: '20' }));
    expect(event).toMatchObject({
      type: 'TargetsSet',
      data: {
        revision: 1,
        targets: [
          { component: '1', target: '3' },
          { component: '5', target: '20' },
        ],
      },
    });
  });

  it('says how a claim was judged and which value is in force then', () => {
    const data = (assessment: Assessment) => eventOf(assess(claimed, '5', assessment)).data;
    expect(data({ decision: 'verify', ...judged })).toMatchObject({
      component: '5',
      decision: 'verify',
      value: '16',
      deduction: null,
    });
    expect(data({ decision: 'correct', value: '14', ...judged })).toMatchObject({ decision: 'correct', value: '14' });
    expect(data({ decision: 'return', ...judged })).toMatchObject({ decision: 'return', value: null, deduction: null });
  });

  it('of a returned newer claim names the value verified before, which stays in force', () => {
    const verified = bookAfter(claimed, assess(claimed, '5', { decision: 'verify', ...judged }));
    const again = bookAfter(verified, claim(verified, '5', '18'));
    const event = eventOf(assess(again, '5', { decision: 'return', claimRevision: 3, reason: '缺少名册' }));
    expect(event).toMatchObject({ id: '2019/yuhang/4', data: { decision: 'return', value: '16' } });
  });

  it('of a returned claim is followed by one that says which claim is to be made again, and of no other judgement', () => {
    const types = (assessment: Assessment) => eventsOf(assess(claimed, '5', assessment)).map(({ type }) => type);
    expect(types({ decision: 'verify', ...judged })).toEqual(['ClaimAssessed']);
    expect(eventsOf(assess(claimed, '5', { decision: 'return', ...judged }))).toMatchObject([
      { type: 'ClaimAssessed', id: '2019/yuhang/2' },
      {
        type: 'ClaimReturned',
        id: '2019/yuhang/2/returned',
        data: { cycle: '2019', district: 'yuhang', revision: 2, component: '5', claimRevision: 1 },
      },
    ]);
  });

  it('says what was deducted', () => {
    const undone = bookAfter(blankBook(), claim(blankBook(), '12', '0'));
    const event = eventOf(assess(undone, '12', { decision: 'deduct', deduction: '1.25', ...judged }));
    expect(event.data).toMatchObject({ component: '12', decision: 'deduct', value: '0', deduction: '1.25' });
  });
});

describe('the events of a change of the board', () => {
  const ids = ['a', 'b', 'c'];
  const districts = ids.map((id) => ({ id, name: { zh: id, en: id }, group: null }));
  const cycle = { id: '2019', districts } as unknown as Cycle;
  const inputs = ['9', '8', '7'].map((value) => inputsFrom(scheme, { 13: { target: '7', claim: value } }));
  const before = rebuild(
    scheme,
    inputs.map((own, district) => ({ district, revision: 1, inputs: own })),
  ).board;
  const now = inputsFrom(scheme, { 13: { target: '7', claim: '10' } });
  const recalculated = recalculate(scheme, before, [{ district: 2, revision: 2, inputs: now }]);
  const derived = (board: typeof before) => standingsOf(scheme, anyDistricts(board.size), board);
  const moves = listMoves(scheme, derived(before), derived(recalculated.board), {
    districts: [2],
    own: ownMoves(scheme, recalculated, new Map([[2, { inputs: inputs[2]! }]])),
  });
  const change = { version: 5, at: '2019-11-05T02:30:01.480Z', causes: [{ district: 'c', revision: 2 }], moves };

  it('name each district that moved with its cause, and then the ranking, under ids that repetition keeps', () => {
    const events = eventsOfChange(cycle, 2, change);
    for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    expect(events.map(({ id }) => id)).toEqual(['2019/5/b/claimed', '2019/5/c/claimed', '2019/5']);
    expect(events.map(({ data }) => data)).toEqual([
      {
        cycle: '2019',
        boardVersion: 5,
        district: 'b',
        basis: 'claimed',
        score: ['3.00', '2.00'],
        rank: [1, 3],
        components: [{ component: '13', points: ['3.00', '2.00'], causedBy: ['c'] }],
      },
      {
        cycle: '2019',
        boardVersion: 5,
        district: 'c',
        basis: 'claimed',
        score: ['2.00', '3.00'],
        rank: [3, 1],
        components: [{ component: '13', points: ['2.00', '3.00'], causedBy: ['c'] }],
      },
      { cycle: '2019', boardVersion: 5, causes: [{ district: 'c', revision: 2 }], movedDistricts: ['b', 'c'] },
    ]);
  });

  it('tell of a move of rank alone by the ranking alone, and of a total that moved without a component', () => {
    const still = { district: 0, basis: 'claimed', score: [300, 300], rank: [1, 2], components: [] } as const;
    const alone = eventsOfChange(cycle, 2, { ...change, moves: [still] });
    expect(alone).toMatchObject([{ type: 'RankingChanged', data: { movedDistricts: ['a'] } }]);
    const [both] = eventsOfChange(cycle, 2, { ...change, moves: [{ ...still, district: 2 }, still] });
    expect(both).toMatchObject({ type: 'RankingChanged', data: { movedDistricts: ['a', 'c'] } });
    const repaired = eventsOfChange(cycle, 2, { ...change, moves: [{ ...still, score: [300, 301] }] });
    expect(repaired.map(({ type }) => type)).toEqual(['ScoreChanged', 'RankingChanged']);
    const shifted = { component: '13', points: [300, 200], because: { kind: 'own-book' } } as const;
    const evened = eventsOfChange(cycle, 2, { ...change, moves: [{ ...still, components: [shifted] }] });
    expect(evened.map(({ type }) => type)).toEqual(['ScoreChanged', 'RankingChanged']);
  });

  it('are none where nothing moved', () => {
    expect(eventsOfChange(cycle, 2, { ...change, moves: [] })).toEqual([]);
  });

  it.each([
    [170, 90],
    [2700, 4],
    [3800, 1],
  ])('hold no more than the bus takes where everything moves: %i districts, %i competitions', (size, competitions) => {
    const components = Array.from({ length: competitions }, (_, at) => `competition-${at}`);
    const largest = everythingMoves({ districts: size, writers: 90, components });
    const cohort = Array.from({ length: size }, (_, at) => ({ id: longId(at) }));
    const events = eventsOfChange({ id: '2019', districts: cohort } as unknown as Cycle, 2, largest);
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(250_000);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.at(-1)).toMatchObject({
      type: 'RankingChanged',
      data: { causes: largest.causes, movedDistricts: cohort.map(({ id }) => id) },
    });
  });

  it('name a handful of the districts behind a move, and how many there are; all are causes of the ranking', () => {
    const moved = everythingMoves({ districts: 40, writers: 6, components: ['13'] });
    const cohort = Array.from({ length: 40 }, (_, at) => ({ id: longId(at) }));
    const events = eventsOfChange({ id: '2019', districts: cohort } as unknown as Cycle, 2, moved);
    for (const event of events) expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    expect(events[0]).toMatchObject({
      data: { components: [{ causedBy: [34, 35, 36, 37, 38].map(longId), causedByCount: 6 }] },
    });
    expect(events.at(-1)).toMatchObject({
      data: { causes: [34, 35, 36, 37, 38, 39].map((at) => ({ district: longId(at), revision: 123_456 })) },
    });
  });

  it('keep to the scheme’s places', () => {
    const [first] = eventsOfChange(cycle, 0, { ...change, moves: [{ ...moves[0]!, score: [3, 2], components: [] }] });
    expect(first).toMatchObject({ data: { score: ['3', '2'] } });
  });
});
