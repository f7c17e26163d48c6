import { demoDistricts, demoTargets, lastYearClaims } from './demo-data.ts';
import type { DemoOffice, Judgement } from './demo-office.ts';
import type { DemoCategory } from './demo-scheme.ts';
import { asClaimed, type DemoStep, type MakeStep, madeUp, visitOn } from './demo-step.ts';
import lastYear from './last-year.json' with { type: 'json' };
import { samplePdf } from './sample-files.ts';
import { midnightOf, workingDayAfter } from './working-days.ts';

/** The cycle before: everything in it is made up, sealed, and corrected once. */
export const lastYearCycle = 'demo-last-year';

/** Working days of its year. */
const closingDay = 26;
const sealingDay = 41;
const reopeningDay = 60;

/** What is done from the day on which all begins, `beginning` in the morning. */
export function stepsOfLastYear(
  office: DemoOffice,
  categories: readonly DemoCategory[],
  beginning: number,
  year: number,
): DemoStep[] {
  const step: MakeStep = (day, district, act) => ({ day, office, district, isOfThePast: true, act });
  const startOf = (day: number) => new Date(midnightOf(workingDayAfter(beginning, day))).toISOString();
  const { reopening, correction } = lastYear;
  const openIt = () =>
    office.open({
      year,
      submissionsCloseAt: startOf(closingDay),
      finalizeAt: startOf(sealingDay),
    });
  const districts = demoDistricts.flatMap(({ id }, index) => stepsOfDistrict(step, office, categories, id, index));
  return [
    step(0, null, openIt),
    ...districts,
    step(closingDay, null, () => office.closeSubmissions()),
    step(sealingDay, null, () => office.seal(1, '演示：年度考核结果定稿')),
    step(reopeningDay, null, () => office.reopen({ ...reopening, until: startOf(reopeningDay + 10) })),
    step(reopeningDay + 2, null, () => office.judge(reopening.scope.districts[0]!, [correction])),
    step(reopeningDay + 4, null, () => office.seal(2, '演示：更正后重新定稿')),
  ];
}

/** A district's year: targets, one paper for all claims, and what the assessor says of them. */
function stepsOfDistrict(
  step: MakeStep,
  office: DemoOffice,
  categories: readonly DemoCategory[],
  district: string,
  index: number,
): DemoStep[] {
  const values = lastYearClaims[district]!;
  const bytes = samplePdf([`District: ${district}`, 'All claims of the year before'], 2);
  const paper = {
    kind: 'supporting-material',
    components: Object.keys(values),
    fileName: `演示-上年度佐证材料-${district}.pdf`,
    contentType: 'application/pdf' as const,
    bytes,
  };
  const claims = Object.entries(values).map(([component, value]) => ({ component, value, note: madeUp }));
  const judge = (date: string) => {
    const components = categories.flatMap((category) => category.components).filter(({ id }) => id in values);
    return office.judge(
      district,
      components.map(({ id, onSite }) => judgementOf(district, id, onSite, date)),
    );
  };
  return [
    step(1, district, () => office.setTargets(district, demoTargets.targets[district]!)),
    step(4 + Math.floor(index / 4), district, () => office.handIn(district, [paper], claims)),
    step(closingDay + 1 + Math.floor(index / 4), district, judge),
  ];
}

function judgementOf(district: string, component: string, isOnSite: boolean, date: string): Judgement {
  const said = lastYear.judgements.find((item) => item.district === district && item.component === component);
  const { decision, reason, value } = said ?? { decision: 'verify', reason: asClaimed };
  return { component, decision, reason, value, ...visitOn(date, isOnSite && decision !== 'return') };
}
