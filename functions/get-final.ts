import { z } from 'zod';
import type { Snapshot } from '../lib/domain/finalization/snapshot.ts';
import { Busy } from '../lib/domain/ports.ts';
import { isRejection, reject } from '../lib/domain/rejection.ts';
import { downloadNames } from '../lib/exports/download-names.ts';
import { resultNames, resultPrefix } from './finalization/export-result.ts';
import { blockerReply } from './shared/blocker-reply.ts';
import {
  bilingual,
  countText,
  instantText,
  pointsText,
  quantityReply,
  revisionSchema,
  stateSchema,
} from './shared/contract-schemas.ts';
import { loadCycle } from './shared/cycle-rules.ts';
import { endpoint, type RequestOf } from './shared/endpoint.ts';
import type { FinalDependencies } from './shared/final-dependencies.ts';
import type { Route } from './shared/route.ts';

const sealedComponent = z.strictObject({
  component: z.string(),
  target: quantityReply.nullable(),
  claim: z.strictObject({ value: quantityReply, revision: z.int(), returned: z.boolean() }).nullable(),
  verification: z
    .strictObject({
      value: quantityReply,
      claimRevision: z.int(),
      deduction: quantityReply.nullable(),
      evidence: z.array(z.strictObject({ id: z.string(), sha256: z.string() })),
      onSite: z.strictObject({ visitedOn: z.string(), participants: z.array(z.string()) }).nullable(),
    })
    .nullable(),
  state: stateSchema,
  points: pointsText,
  place: z.int().nullable(),
});

const reference = z.strictObject({ revision: z.int(), sha256: z.string() });

const route = {
  name: 'getFinal',
  method: 'GET',
  path: '/v1/cycles/{cycle}/final',
  function: 'finalization',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取已封存的结果及其文件', en: 'Read the sealed result, with links to its files' },
  query: z.strictObject({ revision: countText(1, 999_999).optional() }),
  reply: {
    status: 200,
    schema: z.strictObject({
      cycle: z.string(),
      scheme: z.string(),
      schemeHash: z.string(),
      revision: z.int(),
      epoch: z.int(),
      closingAt: instantText,
      sha256: z.string(),
      evidenceManifest: z.string(),
      supersedes: reference.nullable(),
      superseded: z.boolean().meta({ description: 'A later revision corrects this one.' }),
      comment: z.string().nullable(),
      exported: z.boolean(),
      files: z.array(z.strictObject({ name: z.string(), url: z.string(), expiresAt: instantText })),
      blockers: z.array(blockerReply),
      rows: z.array(
        z.strictObject({
          rank: z.int(),
          district: z.string(),
          name: bilingual,
          group: z.string().nullable(),
          score: pointsText,
          categories: z.record(z.string(), pointsText),
          components: z.array(sealedComponent),
          revision: revisionSchema,
          auditHead: z.string(),
        }),
      ),
    }),
  },
} as const satisfies Route;

/** A sealed result; the latest unless a revision is named. */
async function getFinal(needs: FinalDependencies, { path, query }: RequestOf<typeof route>) {
  const rules = await loadCycle(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const { sealing } = rules.cycle;
  const revision = query.revision ?? sealing.revision;
  if (revision < 1 || revision > sealing.revision) return nothingSealed;
  const final = await needs.seals.load(path.cycle, revision);
  // A read may see half of the transaction that seals: the cycle, and not the result yet.
  if (!final) throw new Busy('the sealed result is not there yet');
  const snapshot = JSON.parse(await needs.seals.read(final)) as Snapshot;
  const isExported = revision < sealing.revision || sealing.isExported;
  const body = {
    cycle: path.cycle,
    scheme: snapshot.scheme.id,
    schemeHash: snapshot.schemeHash,
    revision,
    epoch: final.epoch,
    closingAt: final.closingAt,
    sha256: final.sha256,
    evidenceManifest: snapshot.evidenceManifest,
    supersedes: final.supersedes,
    superseded: revision < sealing.revision,
    comment: final.comment,
    exported: isExported,
    files: isExported
      ? await needs.results.links(resultPrefix(final), downloadNames(snapshot, resultNames(snapshot)))
      : [],
    blockers: snapshot.blockers,
    rows: snapshot.rows,
  };
  return { status: 200, body } as const;
}

const nothingSealed = reject('not-found', {
  zh: '该周期没有这一版定稿结果。',
  en: 'The cycle has no such sealed result.',
});

export const getFinalEndpoint = endpoint(route, getFinal);
