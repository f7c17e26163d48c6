import { type ComponentState, notApplicable } from '../domain/book.ts';
import type { BlockerKind, SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { notApplicableText } from '../domain/import-table.ts';
import type { FilledBy } from '../domain/rules/rule.ts';
import type { ComponentDocument, SchemeDocument } from '../domain/scheme-document.ts';
import type { Language, Text } from '../domain/text.ts';
import type { ExplainedDistrict } from './explained-result.ts';

/** A rank in words: `第 3 名`, and `并列第 10 名` for equal ones [D 11]. */
export function rankInWords({ sealed, isTied }: ExplainedDistrict): Text {
  return { zh: `${isTied ? '并列' : ''}第 ${sealed.rank} 名`, en: `${sealed.rank}${isTied ? ' (tied)' : ''}` };
}

/** How many districts there are, in words. */
export function districtsInWords({ rows }: Snapshot): Text {
  return { zh: `共 ${rows.length} 个区、县（市）`, en: `of ${rows.length} districts` };
}

/** A target as papers and tables have it: the number, or in Chinese that the component does not apply. */
export function targetInWords(target: string | null): string | null {
  return target === notApplicable ? notApplicableText : target;
}

/** The grade of a district and the vetoes that lowered it, by their ids; results by a scheme without grades have neither. */
interface Graded {
  readonly grade?: string | null | undefined;
  readonly vetoes?: readonly string[] | undefined;
}

/** A district's grade by its name, with the vetoes that lowered it by theirs; `null` in a scheme without grades. */
export function gradeInWords(scheme: SchemeDocument, row: Graded): Text | null {
  const [name, lowered] = [gradeName(scheme, row), loweredBy(scheme, row)];
  return name && lowered ? { zh: `${name.zh}（${lowered.zh}）`, en: `${name.en} (${lowered.en})` } : name;
}

/** A district's grade by its name alone. */
export function gradeName({ grades = [] }: SchemeDocument, { grade }: Pick<Graded, 'grade'>): Text | null {
  return grades.find(({ id }) => id === grade)?.name ?? null;
}

/** Which vetoes lowered a district's grade: `因否决项降等：12 超编进人`; `null` where none did. */
export function loweredBy(scheme: SchemeDocument, { vetoes = [] }: Pick<Graded, 'vetoes'>): Text | null {
  if (vetoes.length === 0) return null;
  const { zh, en } = namedVetoes(scheme, vetoes);
  return { zh: `因否决项降等：${zh}`, en: `lowered by vetoes: ${en}` };
}

/** Vetoes by number and name: `12 超编进人`. */
export function namedVetoes(scheme: SchemeDocument, vetoes: readonly string[]): Text {
  const of = partsOf(scheme).filter(({ id }) => vetoes.includes(id));
  const named = (language: Language) => of.map(({ id, name }) => `${id} ${name[language]}`);
  return { zh: named('zh').join('、'), en: named('en').join(', ') };
}

/** How many points a category gives at most; of one beside the maximum also that the maximum leaves it out. */
export function maxInWords({ maxPoints, onTop = false }: SchemeDocument['categories'][number]): Text {
  if (!onTop) return { zh: maxPoints, en: maxPoints };
  const has = Number(maxPoints) > 0;
  return { zh: `${has ? `${maxPoints}，` : ''}不计入满分`, en: `${has ? `${maxPoints} ` : ''}beside the maximum` };
}

/** The points of a component: what it gives at most, and where that is below zero, at least: `-10～0`. */
export function rangeInWords({ lowestPoints = '0', fullPoints }: ComponentDocument): Text {
  if (Number(lowestPoints) >= 0) return { zh: fullPoints, en: fullPoints };
  return { zh: `${lowestPoints}～${fullPoints}`, en: `${lowestPoints} to ${fullPoints}` };
}

/** Whether points can be earned or lost by a component: a veto is told by grades, and a plain number by what counts with it. */
export function hasPoints({ fullPoints, lowestPoints = '0' }: ComponentDocument): boolean {
  return Number(fullPoints) > 0 || Number(lowestPoints) < 0;
}

/** The categories in which points can be earned or lost: others are no column of a ranking. */
export function scoredCategories({ categories }: Pick<SchemeDocument, 'categories'>): SchemeDocument['categories'] {
  return categories.filter((category) => scoredComponents(category).length > 0);
}

/** The components of a category by which points can be earned or lost: others are no column of a summary. */
export function scoredComponents({ indicators }: SchemeDocument['categories'][number]): ComponentDocument[] {
  return indicators.flatMap(({ components }) => components.filter(hasPoints));
}

/** Whether points depend on the group of a district. */
export function countsByGroup({ categories }: SchemeDocument): boolean {
  return JSON.stringify(categories).includes('"among":"group"');
}

/** What points rest on besides the components: the group, where one counts, and the numbers that formulas take: `系数 difficulty 1.15`. */
export function standingInWords(
  scheme: SchemeDocument,
  { group, coefficients = {} }: Pick<SealedDistrict, 'group' | 'coefficients'>,
): Text[] {
  return [
    ...(group !== null && countsByGroup(scheme) ? [{ zh: `组别 ${group}`, en: `Group ${group}` }] : []),
    ...Object.entries(coefficients).map(([name, value]) => {
      return { zh: `系数 ${name} ${value}`, en: `Coefficient ${name} ${value}` };
    }),
  ];
}

function partsOf({ categories }: SchemeDocument): ComponentDocument[] {
  return categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
}

/** Which of the cycle's results it is, in words. */
export function resultInWords(revision: number): Text {
  return { zh: `第 ${revision} 次结果`, en: `result ${revision}` };
}

/** What a sheet of all districts says about the result under its title. */
export function cohortFacts(snapshot: Snapshot): string {
  const result = resultInWords(snapshot.revision);
  const districts = districtsInWords(snapshot);
  return [
    `${result.zh} ${result.en}`,
    `${districts.zh} ${districts.en}`,
    `封存时间 Sealed ${sealingTime(snapshot)}`,
  ].join('　');
}

type Sealing = Pick<Snapshot, 'closingAt' | 'timeZone'>;

/** The day on which the cycle closed, on the calendars of its time zone: `2020年2月1日`. It is the date of its papers. */
export function sealingDay(sealing: Sealing): string {
  const { year, month, day } = clockOf(sealing);
  return `${Number(year)}年${Number(month)}月${Number(day)}日`;
}

/** When the cycle closed, on the clocks of its time zone: `2020-02-01 00:00（北京时间）`. */
export function sealingTime(sealing: Sealing): string {
  const zone = sealing.timeZone === 'Asia/Shanghai' ? '北京时间' : sealing.timeZone;
  return `${clockTime(sealing)}（${zone}）`;
}

/** The same without the name of the time zone. */
export function clockTime(sealing: Sealing): string {
  const { year, month, day, hour, minute } = clockOf(sealing);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** By time zone: a result has one, and making a format costs more than all that it is asked for. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}

function clockOf({ closingAt, timeZone }: Sealing): Readonly<Record<string, string>> {
  const parts = formatOf(timeZone).formatToParts(new Date(closingAt));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}

/**
 * What was still open for a district when the result was sealed by a cycle whose rule lets that pass, in words: the
 * component by number and name, or how many files.
 */
export function openPoints({ blockers, scheme }: Snapshot, { district }: SealedDistrict): Text[] {
  const own = blockers.filter((blocker) => blocker.district === district);
  const names = new Map(partsOf(scheme).map(({ id, name }) => [id, name]));
  const ofComponents = own.flatMap(({ kind, component }): Text[] => {
    const name = component === null ? undefined : names.get(component);
    const { zh, en } = blockerNames[kind];
    return name ? [{ zh: `${component} ${name.zh}：${zh}`, en: `${component} ${name.en}: ${en}` }] : [];
  });
  const files = own.filter(({ kind }) => kind === 'evidence-pending').length;
  const { zh, en } = blockerNames['evidence-pending'];
  const ofFiles = files === 0 ? [] : [{ zh: `${zh}（${files} 份）`, en: `${en} (${files})` }];
  return [...ofComponents, ...ofFiles];
}

/** How papers name the state that goes with a component's points [D 4, D 8, D 10]; of nothing given, by who is to give it. */
export function stateInWords(state: ComponentState, { filledBy }: { readonly filledBy: FilledBy }): Text {
  return state === 'missing' ? missingNames[filledBy] : stateNames[state];
}

const missingNames: Readonly<Record<FilledBy, Text>> = {
  district: { zh: '未申报', en: 'not claimed' },
  assessor: { zh: '未录入', en: 'not recorded' },
  nobody: { zh: '数据未齐', en: 'numbers missing' },
};

const stateNames: Readonly<Record<Exclude<ComponentState, 'missing'>, Text>> = {
  claimed: { zh: '已申报，未核定', en: 'claimed, not verified' },
  verified: { zh: '已核定', en: 'verified' },
  returned: { zh: '已退回', en: 'returned' },
  pending: { zh: '扣分待定', en: 'deduction undecided' },
  'target-missing': { zh: '任务未下达', en: 'no target assigned' },
  'not-applicable': { zh: '不适用', en: 'not applicable' },
};

/** How papers name what was still open when the result was sealed. */
const blockerNames: Readonly<Record<BlockerKind, Text>> = {
  'claim-unverified': { zh: '申报未核定', en: 'claim not verified' },
  'claim-returned': { zh: '申报已退回', en: 'claim returned' },
  'target-missing': { zh: '任务未下达', en: 'no target assigned' },
  'deduction-undecided': { zh: '扣分待定', en: 'deduction undecided' },
  'evidence-pending': { zh: '佐证材料尚在检查', en: 'evidence still being checked' },
  'verification-stale': { zh: '核定后情况有变', en: 'changed since it was verified' },
};
