import type { Snapshot } from '../domain/finalization/snapshot.ts';
import {
  checkedOn,
  completionRate,
  type ExplainedDistrict,
  type MethodLine,
  remark,
  verifiedNumber,
} from './explained-result.ts';
import {
  districtsInWords,
  gradeInWords,
  maxInWords,
  openPoints,
  rankInWords,
  resultInWords,
  sealingDay,
  standingInWords,
  targetInWords,
} from './paper-words.ts';
import {
  type CellContent,
  cellNumber,
  cellPercent,
  merge,
  pointsFormat,
  roundedFormat,
  type Sheet,
  setHeight,
} from './sheet.ts';
import { addLine, firstRowOf, fitRows, mergeDown, newSheet, put, type SheetColumn } from './sheet-layout.ts';

/** The method's own seven columns, and to their right what the points rest on. */
function columnsOf({ scheme }: Snapshot): SheetColumn[] {
  const format = pointsFormat(scheme.rounding.places);
  return [
    { heading: '序号\nNo.', width: 6, align: 'center' },
    { heading: '名称\nCategory', width: 14, align: 'center' },
    { heading: '指标\nIndicator', width: 24, align: 'left' },
    { heading: '考核内容\nWhat is assessed', width: 46, align: 'left' },
    { heading: `分值（${scheme.maxPoints}分）\nFull points`, width: 15, align: 'center', format },
    { heading: '得分\nPoints', width: 8, align: 'center', format },
    { heading: '考核依据\nChecked on', width: 16, align: 'left' },
    { heading: '单位\nUnit', width: 9, align: 'center' },
    { heading: '任务数\nTarget', width: 11, align: 'center' },
    { heading: '申报值\nClaimed', width: 11, align: 'center' },
    { heading: '核定值\nVerified', width: 11, align: 'center' },
    { heading: '完成率\nRate', width: 11, align: 'center', format: '0.00%' },
    { heading: '单项名次\nPlace', width: 9, align: 'center' },
    { heading: '备注（失分说明）\nRemark', width: 44, align: 'left' },
  ];
}

/** Positions of columns, from 1: those whose cells are merged, and where the sums stand. */
const at = { number: 1, category: 2, clause: 4, full: 5, points: 6, basis: 7, verified: 11 } as const;

/** One district, laid out like the method's own table, with the category's, the indicator's and the basis' cells merged. */
export function districtSheet(name: string, snapshot: Snapshot, district: ExplainedDistrict): Sheet {
  const columns = columnsOf(snapshot);
  const { sealed, lines } = district;
  const title = `${sealed.name.zh} ${snapshot.year} 年度 ${snapshot.scheme.title.zh}`;
  const sheet = newSheet(name, { title, facts: factsOf(snapshot, district) }, columns);
  const first = firstRowOf(columns);
  const spans = spansOf(lines);
  const cells = lines.flatMap((line, index) =>
    contentsOf(line).map((content, column) => {
      const isRounded = column + 1 === at.verified && verifiedNumber(line)?.exact === false;
      const layout = isRounded ? { ...columns[column]!, format: roundedFormat } : columns[column]!;
      put(sheet, first + index, column + 1, content, layout);
      return { row: first + index, span: spans[index]![column + 1] ?? 1, content, layout };
    }),
  );
  fitRows(
    sheet,
    first,
    cells.filter(({ span }) => span > 0),
  );
  // After everything is filled: merging empties all cells of a range but the first.
  for (const [index, of] of spans.entries())
    for (const [column, span] of Object.entries(of)) mergeDown(sheet, first + index, Number(column), span);
  addTotal(sheet, first + lines.length, columns, snapshot, district);
  addEnd(sheet, first + lines.length + 1, columns, snapshot, district);
  return sheet;
}

function factsOf(snapshot: Snapshot, district: ExplainedDistrict): string {
  const rank = rankInWords(district);
  const result = resultInWords(snapshot.revision);
  const grade = gradeInWords(snapshot.scheme, district.sealed);
  return [
    district.sealed.name.en,
    `总分 Score ${district.sealed.score} / ${snapshot.scheme.maxPoints}`,
    `${rank.zh}（${districtsInWords(snapshot).zh}） Rank ${rank.en}`,
    ...(grade ? [`等次 ${grade.zh} Grade ${grade.en}`] : []),
    ...standingInWords(snapshot.scheme, district.sealed).map(({ zh }) => zh),
    `${result.zh} ${result.en}`,
    `封存日期 Sealed ${sealingDay(snapshot)}`,
  ].join('　');
}

/** Only the first cell of a merged range holds something. */
function contentsOf(line: MethodLine): CellContent[] {
  const { category, indicator, component, sealed, categorySpan, indicatorSpan } = line;
  const why = remark(line);
  const verified = verifiedNumber(line);
  const { lowestPoints } = component;
  return [
    indicatorSpan > 0 ? numbered(indicator.id) : null,
    categorySpan > 0 ? `${category.name.zh}（${maxInWords(category).zh}）\n${category.name.en}` : null,
    `${component.name.zh}${lowestPoints === undefined ? '' : `（最低 ${lowestPoints} 分）`}\n${component.name.en}`,
    indicatorSpan > 0 ? indicator.clause : null,
    cellNumber(component.fullPoints),
    cellNumber(sealed.points),
    checkedOn(line),
    component.unit.zh,
    sealed.state === 'not-applicable' ? targetInWords(sealed.target) : sealed.target && cellNumber(sealed.target),
    sealed.claim && cellNumber(sealed.claim.value),
    verified && cellNumber(verified.value),
    cellPercent(completionRate(line)),
    sealed.place,
    why && `${why.zh}\n${why.en}`,
  ];
}

/** The indicator's number as a number, where it is one. */
function numbered(id: string): CellContent {
  return /^[1-9][0-9]*$/.test(id) ? Number(id) : id;
}

/** By line: over how many lines the cells of merged columns go, 0 for those below the first. */
function spansOf(lines: readonly MethodLine[]): Record<number, number>[] {
  const spans = lines.map(({ categorySpan, indicatorSpan }): Record<number, number> => {
    return { [at.number]: indicatorSpan, [at.category]: categorySpan, [at.clause]: indicatorSpan, [at.basis]: 0 };
  });
  // Neighbours in a category that are checked on the same share one cell, as in the method.
  let first = 0;
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (before?.category !== line.category || checkedOn(before) !== checkedOn(line)) first = index;
    spans[first]![at.basis]!++;
  });
  return spans;
}

function addTotal(
  sheet: Sheet,
  last: number,
  columns: readonly SheetColumn[],
  { scheme }: Snapshot,
  { sealed }: ExplainedDistrict,
): void {
  const contents: CellContent[] = columns.map(() => null);
  contents[0] = '合计 Total';
  contents[at.full - 1] = cellNumber(scheme.maxPoints);
  contents[at.points - 1] = cellNumber(sealed.score);
  contents.forEach((content, column) => {
    put(sheet, last, column + 1, content, columns[column]!, { bold: true, isShaded: true });
  });
  merge(sheet, { row: last, column: 1, columns: at.clause });
  setHeight(sheet, last, 20);
}

/** Below the table: what was still open when the result was sealed, if anything was; and where to seal and sign. */
function addEnd(
  sheet: Sheet,
  row: number,
  columns: readonly SheetColumn[],
  snapshot: Snapshot,
  { sealed }: ExplainedDistrict,
): void {
  const open = openPoints(snapshot, sealed).map(({ zh, en }) => `${zh}　${en}`);
  const look = { size: 10, bold: false, align: 'left' } as const;
  if (open.length > 0) addLine(sheet, row, ['封存时的未决事项 Open when sealed', ...open].join('\n'), columns, look);
  const blank = '　'.repeat(12);
  const signing = `考核部门（盖章）：${blank}日期：${sealingDay(snapshot)}${blank}被考核单位签收：${blank}日期：`;
  addLine(sheet, row + (open.length > 0 ? 1 : 0), `\n${signing}\n`, columns, look);
}
