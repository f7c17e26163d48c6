import { rejectFaults } from '../../lib/domain/rejection.ts';
import type { BodyFault, Rejection } from '../contract/refusals.ts';
import { rulesOf } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { bodyFaults, bodyFaultsMax, validateBody } from './body-faults.ts';
import type { ServedEndpoint } from './endpoint.ts';
import type { HttpEvent, IssuesBySchemas, ReadRequest } from './request.ts';

/**
 * The refusal of a request whose query or body does not keep to the route's schemas: every fault of both, and what the
 * rules say of all rows that the schema takes, so that who hands in a list of 25 learns of everything at once. In the
 * order of the rows, what is about none of them first.
 */
export async function refuseBySchemas<Needs extends Dependencies>(
  { queryStringParameters, requestContext: { timeEpoch: receivedAt } }: HttpEvent,
  { route, review: asked }: ServedEndpoint<Needs>,
  { path, caller, read, queryIssues, bodyIssues }: ReadRequest & IssuesBySchemas,
  needs: () => Needs,
): Promise<Rejection> {
  const query = { value: { ...queryStringParameters }, forbiddenKeys: [] };
  const found = [...bodyFaults(query, queryIssues), ...bodyFaults(read, bodyIssues)];
  const rows = asked && !read.file && (read.value as Record<string, unknown> | null)?.[asked.list];
  if (!asked || !route.body || typeof rows !== 'object' || rows === null) return refusalFor(found);
  const { list, review } = asked;
  // Where the list itself is none, there are no rows.
  if (found.some(({ path: [first, ...more] }) => first === list && more.length === 0)) return refusalFor(found);
  const faulty = new Set(found.flatMap(({ path: [first, name] }) => (first === list ? [String(name)] : [])));
  const names = Object.keys(rows);
  const kept = names.filter((name) => !faulty.has(name)).map((name) => [name, (rows as KeyedRows)[name]] as const);
  const keptRows = Array.isArray(rows) ? kept.map(([, row]) => row) : Object.fromEntries(kept);
  const body = validateBody(route.body(), { value: { [list]: keptRows }, forbiddenKeys: [] });
  const rules = body.ok && (await rulesOf(needs(), path.cycle));
  const told =
    body.ok && rules ? await review(needs(), { path, caller, receivedAt, rules, body: body.value as never }) : [];
  const placed = told.map(({ path: [, name, ...rest], ...fault }): BodyFault => {
    return { ...fault, path: [list, Array.isArray(rows) ? Number(kept[name as number]![0]) : name!, ...rest] };
  });
  const rowOf = ({ path: [first, name] }: BodyFault) => (first === list ? names.indexOf(String(name)) : -1);
  return refusalFor([...found, ...placed].sort((a, b) => rowOf(a) - rowOf(b)).slice(0, bodyFaultsMax));
}

/** Of at least one fault. */
function refusalFor([first, ...others]: readonly BodyFault[]): Rejection {
  return rejectFaults([first!, ...others]);
}

type KeyedRows = Readonly<Record<string, unknown>>;
