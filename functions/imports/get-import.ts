import { reject } from '../../lib/domain/rejection.ts';
import { importReply, showImport, showReport } from '../contract/import-reply.ts';
import type { Route } from '../contract/route.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import type { ImportEnd } from '../protocols/run-import.ts';

const route = {
  name: 'getImport',
  method: 'GET',
  path: '/v1/cycles/{cycle}/imports/{id}',
  function: 'imports',
  roles: ['assessor', 'auditor', 'admin'],
  summary: {
    zh: '查询一次较大的导入：进度，完成后逐行结果（保存七天，仅导入者本人及审计、管理人员可读）',
    en: 'Read how far a large import is, and what came of it: for seven days, by who sent it, auditors and administrators',
  },
  reply: { status: 200, schema: importReply },
} as const satisfies Route;

/** Where an import stands that is worked on after its request; of another assessor's there is nothing to be seen. */
async function getImport({ imports }: Dependencies, { path, caller, language }: RequestOf<typeof route>) {
  const job = await imports.load(path.id);
  const isShown = caller.role !== 'assessor' || job?.by.subject === caller.subject;
  if (job?.cycle !== path.cycle || !isShown) return unknownImport;
  if (job.state === 'working') return showImport(job, null);
  const { receipts, ...end } = JSON.parse(await imports.report(job)) as ImportEnd;
  const report = showReport(end, job.isDryRun, language);
  return showImport(job, job.isDryRun ? report : { ...report, receipts });
}

const unknownImport = reject('not-found', {
  zh: '没有这次导入；它可能由他人提交，或已过保存期。',
  en: 'There is no such import: another person may have sent it, or it is no longer kept.',
});

export const getImportEndpoint = endpoint(route, getImport);
