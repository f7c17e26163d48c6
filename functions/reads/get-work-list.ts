import * as z from 'zod';
import { type ComponentCompleteness, completenessOf, type Missing } from '../../lib/domain/completeness.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { cohortInputs } from '../../lib/domain/recalculation/recalculate.ts';
import { compareWork, type OpenAssessment, orderWork, type WorkItem } from '../../lib/domain/work-list.ts';
import { citedWarningsReply, showCitedWarnings } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { countText, formatQuery, idSchema, limitWords, missingSchema, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { boardVersion } from '../protocols/applied-score.ts';
import { cycleBooks } from '../protocols/cycle-books.ts';
import { refuseUnknownFilter } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const workItemsMax = 1000;

const districtReply = named('DistrictMissing', () =>
  z.strictObject({ district: idSchema(), missing: z.partialRecord(missingSchema(), z.int()) }),
);

const itemReply = named('WorkItem', () =>
  z.strictObject({
    district: idSchema(),
    component: z.string(),
    missing: z.array(missingSchema()),
    stale: z.boolean(),
    warnings: citedWarningsReply(),
    swing: z.string().meta({
      description:
        'Points that the district’s total would move by, places of other districts considered, if this claim alone were verified as it is. Where nothing was carried out: by a deduction of 0, the most that it can be worth. 仅将此项申报按申报数核定时，该区县总分的变化，已计入其他区县名次的影响；工作未开展的，按扣 0 分计，即最多能得的分。',
    }),
    rank: z
      .int()
      .meta({ description: 'On the verified basis, over the whole cohort. 按核定口径，在全部区县中的名次。' }),
    rankIfVerified: z.int().meta({
      description:
        'The rank after that, with what other districts gain or lose by it. 如此核定后的名次，其他区县因此的得失一并计入。',
    }),
  }),
);

const recordReply = named('ToRecord', () => z.strictObject({ district: idSchema(), component: z.string() }));

const route = {
  name: 'getWorkList',
  method: 'GET',
  path: '/v1/cycles/{cycle}/completeness',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: {
    zh: '全周期还缺什么；待核定的申报按其还能改变的名次排序，其后为待录入的数值',
    en: 'What the cycle still lacks; open assessments ordered by what can still change a rank, then what is to be recorded',
  },
  needs: ['cycle', 'page'],
  query: () =>
    z.strictObject({
      district: z.string().max(64).optional().meta({ description: 'Of this district alone. 只列该区县的。' }),
      component: z.string().max(64).optional().meta({ description: 'Of this component alone. 只列该考核内容的。' }),
      ...pageQuery(),
      limit: countText(1, workItemsMax)
        .optional()
        .meta({ description: limitWords(workItemsMax) }),
      ...formatQuery(),
    }),
  reply: {
    status: 200,
    schema: named('WorkList', () =>
      z.strictObject({
        cycle: z.string(),
        version: z.int().meta({
          description:
            'A version of the ranking that the list holds in full. Books are read after it, so writes that it has not applied yet may be in the list too; points and ranks are those of the books as they are listed. 清单已完整包含的排名版本。台账在其后读取，清单中可能已有该版本尚未计入的写入；分值和名次按清单所列的台账计算。',
        }),
        districts: z.array(districtReply()),
        open: z.int().meta({
          description:
            'Open assessments in all, of the district and component asked for; `work` gives a page of them. 所查区县、考核内容的待核定申报总数；`work` 为其中一页。',
        }),
        work: z.array(itemReply()),
        unrecorded: z.int().meta({
          description:
            'Values that an assessor has still to record, in all, of the district and component asked for; `toRecord` gives a page of them. 所查区县、考核内容中尚待考核人员录入的数值总数；`toRecord` 为其中一页。',
        }),
        toRecord: z.array(recordReply()).meta({
          description:
            'Component by component, behind all of `work`: a page has as many items as `limit` says of both together. 按考核内容排列，列于 `work` 全部条目之后；每页条数按两者合计。',
        }),
        nextCursor: z.string().optional(),
      }),
    ),
    isTable: true,
  },
  refusals: ['cursor-invalid', 'unknown-component'],
} as const satisfies Route;

/** The assessors' list: what is open in all books, first what decides between ranks. */
async function getWorkList(needs: Dependencies, { query, rules, page: { after } }: RequestOf<typeof route>) {
  const refusal = refuseUnknownFilter(rules, query);
  if (refusal) return refusal;
  const { cycle, scheme } = rules;
  const version = await boardVersion(needs, cycle.id);
  const books = (await cycleBooks(needs, cycle)).map(({ book }) => {
    // Kinds of files are not shown here, so that the files of all books need not be read.
    const components = completenessOf(scheme, book, [], cycle.evidenceRequired);
    return { book, components };
  });
  const districts = books.map(({ book, components }) => {
    return { district: book.head.district, missing: countMissing(components) };
  });
  const inputs = cohortInputs(
    cycle,
    scheme,
    books.map(({ book }) => book),
  );
  const asked = (wanted: ReadonlySet<Missing>) =>
    books.flatMap(({ book, components }, district) =>
      components.flatMap(({ component: id, missing }, component) =>
        isAskedFor(query, book.head.district, id) && missing.some((what) => wanted.has(what))
          ? [{ district, component }]
          : [],
      ),
    );
  const open = asked(forAssessors);
  const unrecorded = asked(toBeRecorded).sort(compareListed);
  const ordered: Listed[] = [...orderWork(scheme, cycle.districts, inputs, open), ...unrecorded];
  const behind = after === null ? null : (JSON.parse(after) as Listed);
  const coming = ordered.filter((item) => behind === null || compareListed(behind, item) < 0);
  const shown = coming.slice(0, query.limit ?? (query.format ? Number.POSITIVE_INFINITY : workItemsMax));
  const placeOf = ({ district, component }: OpenAssessment) => {
    return { district: cycle.districts[district]!.id, component: scheme.components[component]!.id };
  };
  const work = shown.filter(isWork).map((item) => {
    const { missing, stale, warnings } = books[item.district]!.components[item.component]!;
    return {
      ...placeOf(item),
      ...{ missing: [...missing], stale, warnings: showCitedWarnings(warnings) },
      ...{
        swing: formatPoints(item.swing, scheme.rounding.decimals),
        rank: item.rank,
        rankIfVerified: item.rankIfVerified,
      },
    };
  });
  const toRecord = shown.filter((item) => !isWork(item)).map(placeOf);
  const next = shown.length < coming.length ? JSON.stringify(shown.at(-1)) : null;
  const counted = { open: open.length, unrecorded: unrecorded.length };
  return { cycle: cycle.id, version, districts, ...counted, work, toRecord, next };
}

/** What is listed: first the open assessments, and behind them what is to be recorded. */
type Listed = WorkItem | OpenAssessment;

function isWork(item: Listed): item is WorkItem {
  return 'swing' in item;
}

function compareListed(a: Listed, b: Listed): number {
  if (isWork(a) && isWork(b)) return compareWork(a, b);
  if (isWork(a) || isWork(b)) return isWork(a) ? -1 : 1;
  return a.component - b.component || a.district - b.district;
}

type Query = RequestOf<typeof route>['query'];

function isAskedFor(query: Query, district: string, component: string): boolean {
  return (query.district ?? district) === district && (query.component ?? component) === component;
}

/** What an assessor can do something about. */
const forAssessors: ReadonlySet<Missing> = new Set(['assessment', 'deduction', 'new-assessment']);
const toBeRecorded: ReadonlySet<Missing> = new Set(['record']);

function countMissing(components: readonly ComponentCompleteness[]): Partial<Record<Missing, number>> {
  const counts: Partial<Record<Missing, number>> = {};
  for (const { missing } of components) for (const what of missing) counts[what] = (counts[what] ?? 0) + 1;
  return counts;
}

export const getWorkListEndpoint = endpoint(route, getWorkList, async (list, wish) => {
  const { workListFile } = await import('../../lib/exports/open-work-table.ts');
  return workListFile(list, wish);
});
