import type { ExampleDocument, ExampleVector, GivenExample } from './example-vectors.ts';
import type { PlainComponent } from './plain-scheme.ts';
import { projectText } from './source-files.ts';

/** A block of the page with the table behind it, if there is one: its header and its rows, cell by cell. */
export interface PageBlock {
  readonly json: unknown;
  readonly table: readonly (readonly string[])[];
}

/** What a column of a table says of which component; `null` where the block has only one to say it of. */
interface PageColumn {
  readonly says: string;
  readonly of: string | null;
}

const columnWords: Readonly<Record<string, string>> = {
  ...{ 区县: 'district', 数值: 'value', 任务: 'target', 得分: 'points', 名次: 'place', 等次: 'grade' },
  ...{ 申报: 'claimed', 核定: 'verified', 组别: 'group', 系数: 'coefficient' },
};

/** The JSON blocks of a page, each with what follows it before the next one. */
export function pageBlocks(file: string): PageBlock[] {
  const [, ...pieces] = projectText(file).split(/^```json$/m);
  return pieces.map((piece) => {
    const [json, rest] = piece.split(/^```$/m) as [string, string];
    const lines = rest.trimStart().split('\n');
    const end = lines.findIndex((line) => !line.startsWith('|'));
    const rows = lines.slice(0, end).filter((line) => !line.startsWith('|---'));
    return { json: JSON.parse(json), table: rows.map(cellsOf) };
  });
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const common = {
  name: { zh: '名称', en: 'Name' },
  unit: { zh: '个', en: 'units' },
  evidence: [],
  onSite: false,
};

/** The maxima of the page are whole points. */
const sum = (components: readonly { readonly fullPoints: string }[]) =>
  String(components.reduce((total, { fullPoints }) => total + Number(fullPoints), 0));

/** The least document around a block, with what the page leaves out and the grades that it defines once. */
export function aroundBlock(json: unknown, grades: unknown): ExampleDocument {
  if (isOf<ExampleDocument>(json, 'categories')) return json;
  const around = { id: 'page', title: common.name, source: '示例', rounding: { places: 2, mode: 'half-up' } };
  const category = isOf<Category>(json, 'indicators') ? whole(json) : categoryOf(partsIn(json).map(withCommon));
  // A category beside the maximum needs one that has it.
  const maxPoints = category.onTop ? '0' : category.maxPoints;
  const vetoes = JSON.stringify(json).includes('"veto"') || isOf(json, 'grades');
  return { ...around, ...(vetoes && { grades }), maxPoints, categories: [category] } as unknown as ExampleDocument;
}

interface Category {
  readonly id: string;
  readonly maxPoints: string;
  readonly onTop?: boolean;
  readonly indicators: readonly { readonly components: readonly PlainComponent[] }[];
}

function isOf<Shape>(json: unknown, key: string): json is Shape {
  return typeof json === 'object' && json !== null && key in json;
}

const withCommon = (component: PlainComponent) => ({ ...common, ...component });

function whole(category: Category): Category {
  const indicators = category.indicators.map((indicator) => ({
    ...indicator,
    components: indicator.components.map(withCommon),
  }));
  return { ...category, indicators };
}

function partsIn(json: unknown): readonly PlainComponent[] {
  if (isOf(json, 'grades')) return [{ id: '1', fullPoints: '0', target: { kind: 'none' }, rule: { kind: 'recorded' } }];
  return Array.isArray(json) ? json : [json as PlainComponent];
}

function categoryOf(components: readonly PlainComponent[]): Category {
  const maxPoints = sum(components);
  const indicator = { id: '1', name: common.name, clause: '示例', maxPoints, components };
  return { id: 'page', ...{ name: common.name, maxPoints, indicators: [indicator] } };
}

/** The cohort that a table describes, and what it says of it. */
export function readTable(document: ExampleDocument, [header = [], ...rows]: PageBlock['table']) {
  const parts = document.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const columns = header.map(columnOf);
  const districts = rows.map(([district]) => district!);
  const inputs: Record<string, Record<string, GivenExample>> = {};
  const groups: Record<string, string> = {};
  const coefficients: Record<string, Record<string, string>> = {};
  const expected: Record<string, string> = {};
  for (const row of rows) {
    const district = row[0]!;
    columns.forEach(({ says, of }, index) => {
      const text = row[index]!;
      if (says === 'group') groups[district] = text;
      else if (says === 'coefficient') coefficients[district] = { ...coefficients[district], [of!]: text };
      else if (['points', 'place', 'grade'].includes(says))
        expected[`${district} ${says} ${of ?? parts[0]!.id}`] = text;
      else if (says !== 'district') {
        const part = parts.find(({ id }) => id === (of ?? parts[0]!.id))!;
        inputs[part.id] = { ...inputs[part.id] };
        inputs[part.id]![district] = { ...inputs[part.id]![district], ...givenBy(says, text, part) };
      }
    });
  }
  const cohort: Pick<ExampleVector, 'districts' | 'groups' | 'coefficients' | 'inputs'> = {
    ...{ districts, inputs, groups, coefficients },
  };
  return { cohort, expected };
}

function columnOf(cell: string): PageColumn {
  const of = /`([^`]+)`/.exec(cell)?.[1] ?? null;
  const word = cell.replace(/`[^`]+`/, '').trim();
  return { says: columnWords[word] ?? word, of };
}

function givenBy(says: string, text: string, { filledBy }: PlainComponent): GivenExample {
  if (text === '–') return {};
  if (says === 'target') return { target: text === 'n/a' || text === '不适用' ? 'not-applicable' : text };
  if (says === 'claimed') return { claim: text };
  if (says === 'verified') return { verification: text };
  if (says !== 'value') throw new Error(`a table of the page says “${says}”`);
  return filledBy === 'assessor' ? { record: text } : { claim: text, verification: text };
}
