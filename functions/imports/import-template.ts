import * as z from 'zod';
import { componentOf, notApplicable } from '../../lib/domain/book.ts';
import { reject } from '../../lib/domain/rejection.ts';
import type { Component } from '../../lib/domain/scheme.ts';
import type { Route } from '../contract/route.ts';
import { fileMediaTypes, idSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { ofEveryDistrict } from '../protocols/cycle-books.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getImportTemplate',
  method: 'GET',
  path: '/v1/cycles/{cycle}/import-template',
  function: 'imports',
  roles: ['district', 'assessor'],
  summary: {
    zh: '下载已填好现有数据的导入模板：区县的申报，或考核人员的任务',
    en: 'Download the table to fill in, with what is there already: a district’s claims, or the targets for assessors',
  },
  needs: ['cycle'],
  query: () =>
    z.strictObject({
      kind: z
        .enum(['claims', 'targets'])
        .meta({ description: 'What it is filled with. `claims`：申报；`targets`：任务。' }),
      format: z.enum(['xlsx', 'csv']).default('xlsx').meta({ description: 'The type of the file. 文件类型。' }),
    }),
  reply: {
    status: 200,
    schema: () =>
      z.strictObject({
        kind: z.enum(['claims', 'targets']),
        rows: z.array(
          z.strictObject({
            district: idSchema(),
            component: z.string(),
            value: z.string().nullable(),
            evidence: z.array(z.string()),
            note: z.string().nullable(),
            target: z.string().nullable(),
          }),
        ),
      }),
    contentType: fileMediaTypes.xlsx,
    isTable: true,
  },
} as const satisfies Route;

/**
 * The rows of a template: of a district every component that it claims, with its claim; for assessors every component
 * whose target is assigned, or which may not apply.
 */
async function getImportTemplate(needs: Dependencies, { path, query, rules, caller }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  const isClaims = query.kind === 'claims';
  if (isClaims !== (caller.role === 'district')) return otherRole;
  const districts = cycle.districts.filter(({ id }) => caller.district === null || caller.district === id);
  const books = await ofEveryDistrict({ ...cycle, districts }, (district) => needs.books.load(path.cycle, district));
  const rows = books.flatMap((book) =>
    scheme.components
      .filter(({ target, filledBy, whenNotApplicable }) =>
        isClaims ? filledBy === 'district' : target === 'assigned' || whenNotApplicable !== null,
      )
      .map(({ id, fixedTarget }) => {
        const { target, claim } = componentOf(book, id);
        return {
          ...{ district: book.head.district, component: id, target: targetShown(target, fixedTarget) },
          ...(isClaims
            ? {
                value: claim?.value ?? null,
                evidence: claim?.evidence.map((file) => file.id) ?? [],
                note: claim?.note ?? null,
              }
            : { value: target, evidence: [], note: null }),
        };
      }),
  );
  return { kind: query.kind, rows };
}

/** The target in force, fixed or assigned, or that the component does not apply. */
function targetShown(assigned: string | null, fixed: Component['fixedTarget']): string | null {
  return assigned === notApplicable ? assigned : (fixed?.text ?? assigned);
}

const otherRole = reject('forbidden', {
  zh: '申报模板供区县使用，任务模板供考核人员使用。',
  en: 'The template of claims is for districts, that of targets for assessors.',
});

export const getImportTemplateEndpoint = endpoint(route, getImportTemplate, async (table, wish) => {
  const { importTemplate } = await import('../../lib/exports/import-template.ts');
  return importTemplate(table, wish);
});
