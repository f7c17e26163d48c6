import type { Route } from './route.ts';

/** A part of the contract under which routes are listed. */
export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** By the address; the first that fits. */
const tags: readonly (Tag & { readonly pattern: RegExp })[] = [
  { name: 'Results', description: '得分、排名及其变动', pattern: /\/(score|ranking|changes)$/ },
  { name: 'Finalization', description: '定稿与重新开放', pattern: /\/(finalization|final|reopenings)\b/ },
  { name: 'Evidence', description: '佐证材料', pattern: /\/evidence\b/ },
  { name: 'Audit', description: '变更记录与全量比对', pattern: /\/(history|integrity)$/ },
  { name: 'Books', description: '区县台账：任务、申报、核定', pattern: /\/districts\// },
  { name: 'Cycles', description: '考核周期', pattern: /^\/v1\/cycles\b/ },
  { name: 'Schemes', description: '考核办法', pattern: /^\/v1\/schemes\b/ },
  { name: 'Service', description: '服务本身', pattern: /^/ },
];

/** The part of the contract that a route belongs to. */
export function tagOf({ path }: Pick<Route, 'path'>): Tag {
  const { name, description } = tags.find(({ pattern }) => pattern.test(path))!;
  return { name, description };
}

/** The parts that the routes belong to, as the routes come. */
export function tagsOf(routes: readonly Route[]): Tag[] {
  return [...new Map(routes.map(tagOf).map((tag) => [tag.name, tag])).values()];
}
