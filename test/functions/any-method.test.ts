import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { agreeingService } from '../support/agreeing-service.ts';
import type { ApiClient } from '../support/api-client.ts';
import { cohortOf } from '../support/drawn-cohorts.ts';
import { pointsText } from '../support/drawn-rules.ts';
import { anyScheme, type PlainDocument } from '../support/drawn-schemes.ts';
import { judge } from '../support/exact-oracle.ts';
import type { PlainBook, PlainComponent, PlainDistrict, PlainInputs } from '../support/plain-scheme.ts';
import { admin, assessor, auditor, cycleBody, portal } from '../support/sample-service.ts';

const idOf = (at: number) => `d${at}`;

async function openYear(send: ApiClient, document: PlainDocument, cohort: readonly PlainDistrict[]): Promise<void> {
  await send('PUT /v1/schemes/drawn', { caller: admin, body: document });
  const districts = cohort.map(({ group, coefficients }, at) => ({
    ...{ id: idOf(at), name: { zh: `第${at}区`, en: `District ${at}` }, coefficients },
    ...(group !== undefined && { group }),
  }));
  const body = { ...cycleBody, scheme: 'drawn', districts, onBlockers: 'verified-only' };
  await send('POST /v1/cycles', { caller: admin, body });
}

/** Hands a component in as it was drawn, and says what of it then stands in the book. */
async function handIn(send: ApiClient, at: number, part: PlainComponent, drawn: PlainInputs): Promise<PlainInputs> {
  const base = `/v1/cycles/2019/districts/${idOf(at)}`;
  const { target, claim, verification } = drawn;
  const assess = (body: object) =>
    send(`POST ${base}/components/${part.id}/assessments`, { caller: assessor, body: { reason: '查阅资料', ...body } });
  if (target !== null)
    await send(`PUT ${base}/targets`, { caller: assessor, body: { targets: { [part.id]: target } } });
  if (part.filledBy === 'assessor') {
    if (verification) await assess({ decision: 'record', value: verification.value });
    return drawn;
  }
  if (!claim) return { target, claim: null, verification: null };
  const put = { caller: portal(idOf(at)), body: { value: claim.value } };
  const { revision } = (await send(`PUT ${base}/components/${part.id}/claim`, put)).body;
  const stands = { target, claim: { value: claim.value, revision, returned: claim.returned } };
  if (claim.returned) {
    await assess({ decision: 'return', claimRevision: revision });
    return { ...stands, verification: null };
  }
  if (!verification) return { ...stands, verification: null };
  const { value, deduction } = verification;
  if (deduction !== null) await assess({ decision: 'deduct', deduction, claimRevision: revision });
  else if (Number(value) === Number(claim.value)) {
    // What was not carried out waits for a deduction.
    if (part.rule.kind === 'discretionary' && claim.value === '0') return { ...stands, verification: null };
    await assess({ decision: 'verify', claimRevision: revision });
  } else await assess({ decision: 'correct', value, claimRevision: revision });
  return { ...stands, verification: { value, claimRevision: revision, deduction } };
}

async function handInAll(send: ApiClient, document: PlainDocument, cohort: readonly PlainDistrict[]) {
  const parts = document.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const handedIn: PlainDistrict[] = [];
  for (const [at, district] of cohort.entries()) {
    const book: Record<string, PlainInputs> = {};
    for (const part of parts) {
      const drawn = district.book[part.id];
      if (drawn) book[part.id] = await handIn(send, at, part, drawn);
    }
    handedIn.push({ ...district, book: book satisfies PlainBook });
  }
  return handedIn;
}

/** What rows of a ranking or of a sealed result tell, in the order of the districts. */
// biome-ignore lint/suspicious/noExplicitAny: rows of two answers.
function rowsTold(rows: any[]) {
  const named = rows.map((row) => ({ ...row, district: row.district.id ?? row.district }));
  return named
    .sort((a, b) => (a.district < b.district ? -1 : 1))
    .map(({ rank, score, categories, grade, vetoes }) => ({ rank, score, categories, grade, vetoes }));
}

/** The same, of exact fractions. */
function expectedOf(document: PlainDocument, judged: ReturnType<typeof judge>['claimed']) {
  const text = (units: bigint) => pointsText(Number(units), document.rounding.places);
  const rows = judged.totals.map((total, at) => ({
    rank: judged.ranks[at],
    score: text(total),
    categories: Object.fromEntries(document.categories.map(({ id }, c) => [id, text(judged.categories[at]![c]!)])),
    grade: judged.grades[at],
    vetoes: judged.vetoes[at],
  }));
  const components = judged.components.map((own) =>
    Object.entries(own).map(([component, { points, state, place }]) => ({
      component,
      points: text(points),
      state,
      place,
    })),
  );
  return { rows, components };
}

const drawn = anyScheme
  .chain((document) => fc.record({ document: fc.constant(document), cohort: cohortOf(document) }))
  .filter(({ cohort }) => cohort.length > 0);

describe('a year by any method', () => {
  it('is told by the API as exact fractions have it, on both bases, and is sealed and verified as such', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ document, cohort }) => {
        const { needs, send } = agreeingService();
        await openYear(send, document, cohort);
        const handedIn = await handInAll(send, document, cohort);
        await sweep(needs);
        const judged = judge(document, handedIn);
        const path = '/v1/cycles/2019';
        for (const basis of ['claimed', 'verified'] as const) {
          const { rows, components } = expectedOf(document, judged[basis]);
          const ranking = await send(`GET ${path}/ranking?basis=${basis}`, { caller: auditor });
          expect(rowsTold(ranking.body.rows)).toEqual(rows);
          for (const at of cohort.keys()) {
            const { body } = await send(`GET ${path}/districts/${idOf(at)}/score?basis=${basis}`, { caller: auditor });
            const told = body.components.map(({ component, points, state, place }: Record<string, unknown>) => {
              return { component, points, state, place };
            });
            expect(told).toEqual(components[at]);
            expect(rowsTold([body])).toEqual([rows[at]]);
          }
        }
        await send('POST /v1/cycles/2019/finalization', { caller: admin, body: {} });
        const final = await send(`GET ${path}/final`, { caller: admin });
        expect(rowsTold(final.body.rows)).toEqual(expectedOf(document, judged.verified).rows);
        const text = await needs.seals.read((await needs.seals.load('2019', 1))!);
        expect(verifySnapshot(text, {}).differences).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});
