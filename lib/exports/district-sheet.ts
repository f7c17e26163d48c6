import type { Workbook, Worksheet } from '@cj-tech-master/excelts';
import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { type CellContent, cellNumber, pointsFormat } from './cell-content.ts';
import { checkedOn, type MethodLine, methodTable } from './method-table.ts';
import { addSheet, firstRow, fitHeight, mergeDown, put, type SheetColumn } from './sheet-layout.ts';
import { stateNames } from './state-names.ts';

/** The method's own seven columns, and to their right what the points rest on. */
function columnsOf({ scheme }: Snapshot): SheetColumn[] {
  const format = pointsFormat(scheme.rounding.places);
  return [
    { heading: '序号\nNo.', width: 6, align: 'center' },
    { heading: '名称\nCategory', width: 13, align: 'center' },
    { heading: '指标\nIndicator', width: 22, align: 'left' },
    { heading: '考核内容\nWhat is assessed', width: 58, align: 'left' },
    { heading: `分值（${scheme.maxPoints}分）\nFull points`, width: 10, align: 'center', format },
    { heading: '得分\nPoints', width: 9, align: 'center', format },
    { heading: '考核依据\nChecked on', width: 18, align: 'left' },
    { heading: '任务数\nTarget', width: 11, align: 'right' },
    { heading: '核定值\nVerified', width: 11, align: 'right' },
    { heading: '单位\nUnit', width: 9, align: 'center' },
    { heading: '单项名次\nPlace', width: 8, align: 'center' },
    { heading: '状态\nState', width: 13, align: 'center' },
  ];
}

/** Positions of the columns whose cells are merged, from 1. */
const at = { number: 1, category: 2, clause: 4, basis: 7 } as const;

/** One district, laid out like the method's own table, with the category's, the indicator's and the basis' cells merged. */
export function addDistrictSheet(workbook: Workbook, name: string, snapshot: Snapshot, row: SealedDistrict): void {
  const { scheme, rows, year, revision } = snapshot;
  const columns = columnsOf(snapshot);
  const facts = [
    `${row.name.en}`,
    `得分 Score ${row.score} / ${scheme.maxPoints}`,
    `名次 Rank ${row.rank} / ${rows.length}`,
    `${year} 年度`,
    `第 ${revision} 版 Revision ${revision}`,
  ].join('　');
  const title = `${row.name.zh} ${scheme.title.zh}`;
  const sheet = addSheet(workbook, name, { title, facts }, columns);
  const lines = methodTable(snapshot, row);
  lines.forEach((line, index) => {
    const contents = contentsOf(line);
    contents.forEach((content, column) => {
      put(sheet, firstRow + index, column + 1, content, columns[column]!);
    });
    fitHeight(sheet, firstRow + index, alone(lines, index, contents), columns);
  });
  mergeTable(sheet, lines);
  addTotal(sheet, firstRow + lines.length, columns, snapshot, row);
}

/** What makes this row high: merged texts spread over their rows, the clause over those of its indicator. */
function alone(lines: readonly MethodLine[], index: number, contents: readonly CellContent[]): CellContent[] {
  const first = lines.findLastIndex((line, before) => before <= index && line.indicatorSpan > 0);
  const { indicator, indicatorSpan } = lines[first]!;
  const share = [...indicator.clause].slice(0, Math.ceil(indicator.clause.length / indicatorSpan)).join('');
  return contents.map((content, column) => {
    if (column + 1 === at.clause) return share;
    return column + 1 === at.category || column + 1 === at.basis ? null : content;
  });
}

/** Merges after everything is filled: whatever is put into a merged cell replaces what its range shows. */
function mergeTable(sheet: Worksheet, lines: readonly MethodLine[]): void {
  lines.forEach(({ categorySpan, indicatorSpan }, index) => {
    mergeDown(sheet, firstRow + index, at.number, indicatorSpan);
    mergeDown(sheet, firstRow + index, at.category, categorySpan);
    mergeDown(sheet, firstRow + index, at.clause, indicatorSpan);
  });
  for (const [from, span] of runsOf(lines)) mergeDown(sheet, firstRow + from, at.basis, span);
}

/** Only the first cell of a merged range holds something. */
function contentsOf(line: MethodLine): CellContent[] {
  const { category, indicator, component, sealed, categorySpan, indicatorSpan } = line;
  return [
    indicatorSpan > 0 ? numbered(indicator.id) : null,
    categorySpan > 0 ? `${category.name.zh}（${category.maxPoints}）\n${category.name.en}` : null,
    `${component.name.zh}\n${component.name.en}`,
    indicatorSpan > 0 ? indicator.clause : null,
    cellNumber(component.fullPoints),
    cellNumber(sealed.points),
    checkedOn(line),
    sealed.target === null ? null : cellNumber(sealed.target),
    sealed.verification && cellNumber(sealed.verification.value),
    component.unit.zh,
    sealed.place,
    stateNames[sealed.state].zh,
  ];
}

/** The indicator's number as a number, where it is one. */
function numbered(id: string): CellContent {
  return /^[1-9][0-9]*$/.test(id) ? Number(id) : id;
}

/** Neighbours in a category that are checked on the same share one cell, as in the method: first line and length. */
function runsOf(lines: readonly MethodLine[]): [number, number][] {
  const runs: [number, number][] = [];
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    const isSame = before && before.category === line.category && checkedOn(before) === checkedOn(line);
    if (isSame) runs.at(-1)![1]++;
    else runs.push([index, 1]);
  });
  return runs;
}

function addTotal(
  sheet: Worksheet,
  last: number,
  columns: readonly SheetColumn[],
  { scheme }: Snapshot,
  row: SealedDistrict,
): void {
  const contents: CellContent[] = columns.map(() => null);
  contents[0] = '合计 Total';
  contents[4] = cellNumber(scheme.maxPoints);
  contents[5] = cellNumber(row.score);
  contents.forEach((content, column) => {
    put(sheet, last, column + 1, content, columns[column]!, { bold: true, isShaded: true });
  });
  sheet.mergeCells(last, 1, last, at.clause);
}
