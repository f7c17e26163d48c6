import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../events/index.ts';
import { type Book, componentOf, isStale } from '../../lib/domain/book.ts';
import { unchanged } from '../../lib/domain/book-change.ts';
import { blockersOf, completenessOf } from '../../lib/domain/completeness.ts';
import { decideAssessment } from '../../lib/domain/decide-assessment.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import { eventsOfEntry } from '../../lib/domain/published-events.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
import { accepted, asking, assessmentRules, assessor, blankBook, bookAfter, portal } from '../support/written-book.ts';

const scheme = mixedScheme();
const away = 'not-applicable';
const set = (book: Book, targets: Record<string, string>) => decideTargets(asking(scheme, book, assessor), targets);
const having = (book: Book, targets: Record<string, string>) => bookAfter(book, set(book, targets));
const claim = (book: Book, component: string, value = '12') =>
  bookAfter(
    book,
    decideClaims(asking(scheme, book, portal), [{ component, value, evidence: [], note: null }], new Map(), () => []),
  );
const targetOf = (book: Book, id: string) => componentOf(book, id).target;

const without = having(blankBook(), { claimed: away, fixed: away, free: away });

describe('that a component does not apply', () => {
  it('is set in place of its target, whether that is assigned, fixed or none', () => {
    expect(['claimed', 'fixed', 'free'].map((id) => targetOf(without, id))).toEqual([away, away, away]);
    expect(without.head.revision).toBe(1);
  });

  it('is set once: again makes no revision', () => {
    expect(set(without, { claimed: away, free: away })).toBe(unchanged);
  });

  it('is refused where the scheme does not say what is earned then, with all other faults', () => {
    expect(set(blankBook(), { claimed: away, found: away, cases: away, veto: '1' })).toMatchObject({
      rejected: 'target-not-assignable',
      faults: [
        {
          path: ['targets', 'found'],
          code: 'target-not-assignable',
          message: { zh: expect.stringContaining('不适用') },
        },
        { path: ['targets', 'cases'] },
        { path: ['targets', 'veto'], message: { zh: '此项没有任务数。' } },
      ],
    });
  });

  it('is taken back by a number: an assigned target is that number, one that is not is as it was', () => {
    const back = having(without, { claimed: '20', fixed: '3', free: '0' });
    expect(['claimed', 'fixed', 'free'].map((id) => targetOf(back, id))).toEqual(['20', null, null]);
    // Nothing is left to take back.
    expect(set(back, { fixed: '3' })).toMatchObject({ rejected: 'target-not-assignable' });
    expect(set(back, { free: '0' })).toMatchObject({ rejected: 'target-not-assignable' });
  });

  it('is told by TargetsSet, and taken back without a number where none is assigned', () => {
    const told = (book: Book, targets: Record<string, string>) =>
      eventsOfEntry(accepted(set(book, targets)).entry).map(
        (event) => (parseEvent(event).data as { targets: unknown }).targets,
      );
    expect(told(blankBook(), { claimed: away })).toEqual([[{ component: 'claimed', target: away }]]);
    expect(told(without, { claimed: '20', free: '0' })).toEqual([
      [
        { component: 'claimed', target: '20' },
        { component: 'free', target: null },
      ],
    ]);
  });

  it('leaves a claim as it is, and lets another be made and judged', () => {
    const claimed = claim(having(claim(blankBook(), 'claimed'), { claimed: away }), 'claimed', '15');
    const component = scheme.components[scheme.indexOf.get('claimed')!]!;
    const assessment = { decision: 'verify', claimRevision: 3, reason: '属实' } as const;
    const decided = decideAssessment(asking(scheme, claimed, assessor), component, assessment, assessmentRules);
    const verified = bookAfter(claimed, decided);
    expect(componentOf(verified, 'claimed')).toMatchObject({
      target: away,
      verification: { value: '15', target: away },
    });
    // A number is another ground than that.
    expect(isStale(componentOf(verified, 'claimed'))).toBe(false);
    expect(isStale(componentOf(having(verified, { claimed: '20' }), 'claimed'))).toBe(true);
  });
});

describe('what does not apply', () => {
  const lacking = (book: Book, id: string) =>
    completenessOf(scheme, book, [], true).find(({ component }) => component === id)!;

  it('lacks nothing, and nothing of it stands in the way of a result', () => {
    const claimed = having(claim(claim(blankBook(), 'claimed'), 'free'), { claimed: away, free: away });
    for (const id of ['claimed', 'free'])
      expect(lacking(claimed, id)).toMatchObject({ state: 'not-applicable', missing: [], stale: false });
    expect(blockersOf(scheme, claimed, []).filter(({ component }) => component !== 'found')).toEqual([]);
    const back = having(claimed, { claimed: '20' });
    expect(blockersOf(scheme, back, [])).toContainEqual(
      expect.objectContaining({ component: 'claimed', kind: 'claim-unverified' }),
    );
  });

  it('is not shown as stale, although it was judged by a target', () => {
    const assigned = claim(having(blankBook(), { claimed: '20' }), 'claimed');
    const component = scheme.components[scheme.indexOf.get('claimed')!]!;
    const assessment = { decision: 'verify', claimRevision: 2, reason: '属实' } as const;
    const verified = bookAfter(
      assigned,
      decideAssessment(asking(scheme, assigned, assessor), component, assessment, assessmentRules),
    );
    expect(lacking(having(verified, { claimed: '21' }), 'claimed').stale).toBe(true);
    expect(lacking(having(verified, { claimed: away }), 'claimed').stale).toBe(false);
  });
});
