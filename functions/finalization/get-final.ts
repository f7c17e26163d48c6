import * as z from 'zod';
import type { Final } from '../../lib/domain/finalization/sealing.ts';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { named } from '../../lib/domain/named.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { downloadNames } from '../../lib/exports/download-names.ts';
import { blockerReply, showBlocker } from '../contract/blocker-reply.ts';
import { coefficientsReply } from '../contract/cycle-reply.ts';
import { evidenceBinding, onSiteReply } from '../contract/evidence-reply.ts';
import type { Caller, OutputOf, Route } from '../contract/route.ts';
import {
  bilingual,
  categoryPoints,
  countText,
  cursorQuery,
  gradeFields,
  instantText,
  pointsText,
  quantityReply,
  revisionSchema,
  stateSchema,
} from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { resultNames, resultPrefix } from '../protocols/finalization/result-names.ts';

const sealedClaim = named('SealedClaim', () =>
  z.strictObject({ value: quantityReply(), revision: z.int(), returned: z.boolean() }),
);

const sealedVerification = named('SealedVerification', () =>
  z.strictObject({
    value: quantityReply(),
    claimRevision: z.int(),
    deduction: quantityReply().nullable(),
    evidence: z.array(evidenceBinding()),
    onSite: onSiteReply().nullable(),
  }),
);

const sealedComponent = named('SealedComponent', () =>
  z.strictObject({
    component: z.string(),
    target: quantityReply().nullable(),
    claim: sealedClaim().nullable(),
    verification: sealedVerification().nullable(),
    state: stateSchema(),
    points: pointsText(),
    place: z.int().nullable(),
  }),
);

const reference = named('FinalReference', () => z.strictObject({ revision: z.int(), sha256: z.string() }));

const ofOwnOnly = { description: 'A district has this of itself alone. 区县只看到本区县的。' };

const sealedRow = named('SealedRow', () =>
  z.strictObject({
    rank: z.int(),
    district: z.string(),
    name: bilingual(),
    group: z.string().nullable(),
    coefficients: coefficientsReply(),
    score: pointsText(),
    categories: categoryPoints(),
    ...gradeFields(),
    revision: revisionSchema(),
    components: z.array(sealedComponent()).optional().meta(ofOwnOnly),
    auditHead: z.string().optional().meta(ofOwnOnly),
  }),
);

const resultFile = named('ResultFile', () =>
  z.strictObject({
    name: z.string(),
    sizeBytes: z.int().optional().meta({
      description:
        'Not told of results that were exported before sizes were kept. 开始记录大小之前归档的结果没有此项。',
    }),
    url: z.string(),
    expiresAt: instantText(),
  }),
);

const route = {
  name: 'getFinal',
  method: 'GET',
  path: '/v1/cycles/{cycle}/final',
  function: 'finalization',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取已封存的结果及其文件', en: 'Read the sealed result, with links to its files' },
  needs: ['cycle', 'page'],
  query: () =>
    z.strictObject({
      ...cursorQuery(),
      revision: countText(1, 999_999)
        .optional()
        .meta({ description: 'Which result; without it the last one. 第几次定稿的结果，不填为最近一次。' }),
    }),
  reply: {
    status: 200,
    schema: named('Final', () =>
      z.strictObject({
        cycle: z.string(),
        scheme: z.string(),
        schemeHash: z.string(),
        revision: z.int(),
        epoch: z.int(),
        closingAt: instantText(),
        sha256: z.string().meta({ description: 'Digest of snapshot.json. snapshot.json 的摘要。' }),
        publicSha256: z.string().meta({ description: 'Digest of public.json. public.json 的摘要。' }),
        evidenceManifest: z.string().optional().meta({ description: 'Not for districts. 不提供给区县。' }),
        supersedes: reference().nullable(),
        superseded: z.boolean().meta({ description: 'A later revision corrects this one. 其后已有修订更正本结果。' }),
        comment: z.string().nullable().meta({
          description:
            'What was said when it was ordered; `null` for districts. 下达定稿指令时的说明；对区县为 `null`。',
        }),
        exported: z.boolean(),
        files: z.array(resultFile()).meta({ description: 'Those that the caller may have. 调用者有权取得的文件。' }),
        blockers: z.array(blockerReply()).meta({
          description:
            'What was open when it was sealed; for a district its own. 封存时的未决事项；区县只看到本区县的。',
        }),
        rows: z.array(sealedRow()),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

type Reply = OutputOf<(typeof route)['reply']['schema']>;

/** Where a page begins: in which result, behind so many of its rows and open points. */
type Position = readonly [revision: number, seen: number];

/**
 * A sealed result; the latest unless a revision is named. A district sees the ranking and what is its own. Of more than one
 * answer holds each page has a part, first of the rows and then of the open points, and all else.
 */
async function getFinal(needs: FinalDependencies, { path, query, caller, rules, page }: RequestOf<typeof route>) {
  const { sealing } = rules.cycle;
  // Pages go on with the result that they began with, whatever is sealed meanwhile.
  const [began, seen] = page.after === null ? [sealing.revision, 0] : (JSON.parse(page.after) as Position);
  const revision = query.revision ?? began;
  if (revision < 1 || revision > sealing.revision) return nothingSealed;
  const final = await needs.seals.load(path.cycle, revision);
  // A read may see half of the transaction that seals: the cycle, and not the result yet.
  if (!final) throw new Busy('the sealed result is not there yet');
  const snapshot = JSON.parse(await needs.seals.read(final)) as Snapshot;
  const isExported = revision < sealing.revision || sealing.isExported;
  const names = isExported ? downloadNames(snapshot, resultNames(snapshot, caller)) : [];
  const sizes = isExported ? await needs.seals.fileSizes(final) : {};
  const links = await needs.results.links(resultPrefix(final), names);
  const files = links.map((link) => ({ ...link, ...(link.name in sizes && { sizeBytes: sizes[link.name]! }) }));
  const about = { superseded: revision < sealing.revision, exported: isExported, files };
  const { rows, blockers, ...shown } = show(final, snapshot, caller);
  const parts = [...rows.map((row) => ({ row })), ...blockers.map((blocker) => ({ blocker }))];
  const fitting = fittingPage(parts.slice(seen));
  const end = seen + fitting.length;
  return {
    ...about,
    ...shown,
    blockers: fitting.flatMap((part) => ('blocker' in part ? [part.blocker] : [])),
    rows: fitting.flatMap((part) => ('row' in part ? [part.row] : [])),
    next: end < parts.length ? JSON.stringify([revision, end] satisfies Position) : null,
  };
}

/** What a caller may see of a sealed result [T 39]. */
function show(
  final: Final,
  snapshot: Snapshot,
  caller: Caller,
): Omit<Reply, 'superseded' | 'exported' | 'files' | 'nextCursor'> {
  const seesAll = caller.role !== 'district';
  const isOwn = ({ district }: { readonly district: string }) => seesAll || district === caller.district;
  const { cycle, revision, epoch, closingAt, sha256, publicSha256, supersedes, comment } = final;
  return {
    ...{ cycle, revision, epoch, closingAt, sha256, publicSha256, supersedes },
    scheme: snapshot.scheme.id,
    schemeHash: snapshot.schemeHash,
    ...(seesAll && { evidenceManifest: snapshot.evidenceManifest }),
    comment: seesAll ? comment : null,
    blockers: snapshot.blockers.filter(isOwn).map((blocker) => showBlocker(cycle, blocker)),
    rows: snapshot.rows.map(({ components, auditHead, grade = null, vetoes = [], ...ranked }) => ({
      ...{ ...ranked, grade, vetoes: [...vetoes] },
      ...(isOwn(ranked) && { components: components as SealedComponents, auditHead }),
    })),
  };
}

type SealedComponents = OutputOf<typeof sealedComponent>[];

const nothingSealed = reject('not-found', {
  zh: '该周期没有这一次定稿结果。',
  en: 'The cycle has no such sealed result.',
});

export const getFinalEndpoint = endpoint(route, getFinal);
