import type { Snapshot } from '../domain/finalization/snapshot.ts';

/** What each file is called behind the result's own name; papers of districts are named by district. */
const parts: Readonly<Record<string, string>> = {
  'snapshot.json': '_完整数据.json',
  'public.json': '_公开数据.json',
  'ranking.csv': '_排名.csv',
  'result.xlsx': '.xlsx',
  'audit.ndjson': '_审计记录.ndjson',
  'differences.json': '_更正对照.json',
};

/**
 * Files of a sealed result with the names under which they are saved: `result.xlsx` as `2019年度考核结果.xlsx`, a
 * district's paper as `2019年度考核结果通知单_西湖区.html`. Corrections say which result they are, and districts of
 * one name add their ids, so that no file takes another's place.
 */
export function downloadNames(
  { year, revision, rows }: Pick<Snapshot, 'year' | 'revision' | 'rows'>,
  names: readonly string[],
): { readonly name: string; readonly saveAs: string }[] {
  const which = revision === 1 ? '' : `（第${revision}次结果）`;
  const bearers = new Map<string, number>();
  for (const { name } of rows) bearers.set(name.zh, (bearers.get(name.zh) ?? 0) + 1);
  const papers = new Map(
    rows.map(({ district, name: { zh } }) => {
      const whose = bearers.get(zh) === 1 ? zh : `${zh}_${district}`;
      return [`certificates/${district}.html`, `${year}年度考核结果通知单${which}_${whose}.html`];
    }),
  );
  return names.map((name) => ({
    name,
    saveAs: papers.get(name) ?? `${year}年度考核结果${which}${parts[name] ?? `_${name}`}`,
  }));
}
