import type { ComponentState } from '../domain/book.ts';
import type { Missing } from '../domain/completeness.ts';
import type { Text } from '../domain/text.ts';
import { type AnswerFile, type FileWish, numberCell, tableFile } from './answer-table.ts';
import { boardFact, columnWords, missingInWords, warningsInWords } from './answer-words.ts';
import { stateInWords } from './paper-words.ts';
import { pointsFormat } from './sheet.ts';
import type { SheetColumn } from './sheet-layout.ts';

type Warned = readonly { readonly warnings: readonly { readonly text: Text }[] }[];

/** The assessors' list as it is answered. */
export interface AnsweredWorkList {
  readonly version: number;
  readonly open: number;
  readonly work: readonly {
    readonly district: string;
    readonly component: string;
    readonly missing: readonly Missing[];
    readonly stale: boolean;
    readonly warnings: Warned;
    readonly swing: string;
    readonly rank: number;
    readonly rankIfVerified: number;
  }[];
  readonly unrecorded: number;
  readonly toRecord: readonly { readonly district: string; readonly component: string }[];
}

/** What a district's components lack, as it is answered. */
export interface AnsweredCompleteness {
  readonly district: string;
  readonly complete: number;
  readonly components: readonly {
    readonly component: string;
    readonly state: ComponentState;
    readonly missing: readonly Missing[];
    readonly stale: boolean;
    readonly evidence: readonly { readonly kind: string; readonly cited: number }[];
    readonly warnings: Warned;
  }[];
}

/** The assessors' list as a file: a row an open assessment, first what decides between ranks; behind them what is to be recorded. */
export function workListFile(list: AnsweredWorkList, wish: FileWish): Promise<AnswerFile> {
  const { scheme, cycle, language } = wish;
  const say = columnWords(language);
  const own = ownWords[language];
  const names = new Map(cycle.districts.map(({ id, name }) => [id, name[language]]));
  const columns: SheetColumn[] = [
    { heading: say.districtId, width: 14, align: 'left', format: '@' },
    { heading: say.district, width: 18, align: 'left', format: '@' },
    { heading: say.component, width: 11, align: 'center', format: '@' },
    { heading: say.name, width: 30, align: 'left' },
    { heading: own.todo, width: 24, align: 'left' },
    { heading: own.swing, width: 10, align: 'center', format: pointsFormat(scheme.rounding.decimals) },
    { heading: say.rank, width: 8, align: 'center' },
    { heading: own.rankIfVerified, width: 10, align: 'center' },
    { heading: own.remark, width: 40, align: 'left' },
  ];
  const placed = ({ district, component }: AnsweredWorkList['toRecord'][number]) => {
    const { name } = scheme.components[scheme.indexOf.get(component)!]!;
    return [district, names.get(district)!, component, name[language]];
  };
  const counts = [
    { zh: `待核定共 ${list.open} 项`, en: `${list.open} open` }[language],
    ...(list.unrecorded > 0
      ? [{ zh: `待录入共 ${list.unrecorded} 项`, en: `${list.unrecorded} to record` }[language]]
      : []),
  ];
  const table = {
    subject: { zh: '待核定清单', en: 'Work list' }[language],
    isProvisional: cycle.state !== 'finalized',
    facts: [...counts, boardFact(list, cycle, language)],
    columns,
    rows: [
      ...list.work.map((item) => [
        ...placed(item),
        missingInWords(item.missing, language),
        numberCell(item.swing),
        numberCell(item.rank),
        numberCell(item.rankIfVerified),
        remark(item, wish),
      ]),
      ...list.toRecord.map((item) => [...placed(item), missingInWords(['record'], language), null, null, null, '']),
    ],
  };
  return tableFile(table, wish);
}

/** What a district's components lack as a file: a row a component in the scheme's order. */
export function completenessFile(answer: AnsweredCompleteness, wish: FileWish): Promise<AnswerFile> {
  const { scheme, cycle, language } = wish;
  const say = columnWords(language);
  const own = ownWords[language];
  const columns: SheetColumn[] = [
    { heading: say.component, width: 11, align: 'center', format: '@' },
    { heading: say.name, width: 30, align: 'left' },
    { heading: say.state, width: 16, align: 'center' },
    { heading: own.missing, width: 24, align: 'left' },
    { heading: own.cited, width: 10, align: 'center' },
    { heading: own.remark, width: 40, align: 'left' },
  ];
  const complete = {
    zh: `${answer.complete} 项已齐备，共 ${answer.components.length} 项`,
    en: `${answer.complete} of ${answer.components.length} lack nothing`,
  };
  const table = {
    subject: { zh: '完成情况', en: 'Completeness' }[language],
    of: cycle.districts.find(({ id }) => id === answer.district)!.name[language],
    isProvisional: cycle.state !== 'finalized',
    facts: [complete[language]],
    columns,
    rows: answer.components.map((item) => {
      const component = scheme.components[scheme.indexOf.get(item.component)!]!;
      return [
        item.component,
        component.name[language],
        stateInWords(item.state, component)[language],
        missingInWords(item.missing, language),
        numberCell(item.evidence.reduce((sum, { cited }) => sum + cited, 0)),
        remark(item, wish),
      ];
    }),
  };
  return tableFile(table, wish);
}

function remark({ stale, warnings }: { readonly stale: boolean; readonly warnings: Warned }, { language }: FileWish) {
  return [...(stale ? [ownWords[language].stale] : []), warningsInWords(warnings, language)].filter(Boolean).join(' ');
}

const ownWords = {
  zh: {
    todo: '待办',
    swing: '分数变化',
    rankIfVerified: '核定后名次',
    remark: '提示',
    missing: '尚缺',
    cited: '佐证材料（份）',
    stale: '核定后有变动。',
  },
  en: {
    todo: 'To do',
    swing: 'Points moved',
    rankIfVerified: 'Rank if verified',
    remark: 'Notes',
    missing: 'Missing',
    cited: 'Files cited',
    stale: 'Changed since it was verified.',
  },
} as const;
