import * as z from 'zod';
import { completenessOf } from '../../lib/domain/completeness.ts';
import { named } from '../../lib/domain/named.ts';
import { citedWarningsReply, showCitedWarnings } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { formatQuery, missingSchema, stateSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const kindReply = named('EvidenceKindCited', () => z.strictObject({ kind: z.string(), cited: z.int() }));

const onSiteReply = named('OnSiteStanding', () => z.strictObject({ needed: z.boolean(), done: z.boolean() }));

const componentReply = named('ComponentCompleteness', () =>
  z.strictObject({
    component: z.string(),
    state: stateSchema(),
    missing: z.array(missingSchema()),
    judgement: z.enum(['value', 'deduction']).meta({
      description:
        'What an assessor finds: a value, or for what was not carried out a deduction. 考核人员要认定的内容：数值，或对未开展的工作酌情扣分。',
    }),
    stale: z.boolean(),
    evidence: z.array(kindReply()),
    warnings: citedWarningsReply(),
    onSite: onSiteReply(),
  }),
);

const route = {
  name: 'getCompleteness',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/completeness',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '逐项查看离定稿还缺什么', en: 'See what each component still lacks to be final' },
  needs: ['cycle', 'book'],
  query: () => z.strictObject({ ...formatQuery() }),
  reply: {
    status: 200,
    schema: named('Completeness', () =>
      z.strictObject({
        cycle: z.string(),
        district: z.string(),
        complete: z.int().meta({ description: 'Components that lack nothing. 已无缺项的考核内容数。' }),
        components: z.array(componentReply()),
      }),
    ),
    isTable: true,
  },
} as const satisfies Route;

/** What a district still has to hand in, and what assessors still have to judge. */
async function getCompleteness(needs: Dependencies, { path, rules, book }: RequestOf<typeof route>) {
  const files = await needs.books.evidence(path.cycle, path.district);
  const components = completenessOf(rules.scheme, book, files, rules.cycle.evidenceRequired).map((item) => ({
    ...item,
    warnings: showCitedWarnings(item.warnings),
  }));
  const complete = components.filter(({ missing }) => missing.length === 0).length;
  return { cycle: path.cycle, district: path.district, complete, components };
}

export const getCompletenessEndpoint = endpoint(route, getCompleteness, async (completeness, wish) => {
  const { completenessFile } = await import('../../lib/exports/open-work-table.ts');
  return completenessFile(completeness, wish);
});
