import {
  type DemoJudgement,
  demoClaims,
  demoDistricts,
  demoEvents,
  demoJudgements,
  demoMadeUpClaims,
  demoPace,
  demoTargets,
  demoVerifications,
} from './demo-data.ts';
import type { DemoOffice, HandedIn, Judgement } from './demo-office.ts';
import type { DemoCategory, DemoComponent } from './demo-scheme.ts';
import { asClaimed, type DemoStep, type MakeStep, madeUp, visitOn } from './demo-step.ts';
import { papersOf } from './papers.ts';

/** The demo's cycle: published figures and made-up ones as claims, made-up targets, six weeks of work. */
export const demoCycle = 'demo';

/** The working days on which the assessor is that much behind the claims, and on which the demo ends. */
const judgedAfter = 4;
const lastDay = 29;

const districtIds = demoDistricts.map(({ id }) => id);

/** What is done in the thirty working days up to yesterday, the first of which is `firstDay`. */
export function stepsOfThisYear(
  office: DemoOffice,
  categories: readonly DemoCategory[],
  firstDay: number,
  year: number,
): DemoStep[] {
  const step: MakeStep = (day, district, act) => ({ day: firstDay + day, office, district, act });
  const openIt = () =>
    office.open({
      year,
      // Whoever keeps the demo for months can still try a claim.
      submissionsCloseAt: `${year + 1}-12-01T00:00:00+08:00`,
      finalizeAt: `${year + 2}-01-01T00:00:00+08:00`,
    });
  const assigned = districtIds.map((district) =>
    step(1, district, () => office.setTargets(district, targetsOf(district))),
  );
  const handedIn = districtIds.flatMap((district) =>
    categories.flatMap((category) => stepsOfHandingIn(step, office, district, category)),
  );
  return [step(0, null, openIt), ...assigned, ...handedIn, ...stepsBesides(step, office, categories)];
}

function targetsOf(district: string): Record<string, string> {
  const withheld = demoEvents.targetsWithheld[district] ?? [];
  const assigned = Object.entries(demoTargets.targets[district]!);
  return Object.fromEntries(assigned.filter(([component]) => !withheld.includes(component)));
}

/** Papers and claims of a category, and some days later what the assessor says of them. */
function stepsOfHandingIn(step: MakeStep, office: DemoOffice, district: string, category: DemoCategory): DemoStep[] {
  const day = demoPace[district]?.[category.id];
  if (day === undefined) return [];
  const { sameBytes } = demoEvents;
  const isShared = sameBytes.category === category.id && sameBytes.districts.includes(district);
  const papers = papersOf(category, district, isShared ? 'shared' : district);
  const claims = category.components.flatMap(({ id }) => claimOf(district, id));
  const judge = (date: string) => {
    const judgements = category.components.flatMap((component) => judgementOf(district, component, date));
    return office.judge(district, judgements);
  };
  const steps = [
    step(day, district, () => office.handIn(district, papers, claims)),
    step(day + judgedAfter, district, judge),
  ];
  return steps.slice(0, day + judgedAfter > lastDay ? 1 : 2);
}

/** A published figure, else a made-up one, else nothing. */
function claimOf(district: string, component: string): HandedIn[] {
  const published = demoClaims.find(isOf(district, component));
  const value = published?.value ?? demoMadeUpClaims[district]?.[component];
  return value === undefined ? [] : [{ component, value, note: published?.note ?? madeUp }];
}

/** Of published figures those that leave nothing open are verified; of made-up ones all that nothing else is said of. */
function judgementOf(district: string, { id, onSite }: DemoComponent, date: string): Judgement[] {
  const [claim] = claimOf(district, id);
  const verification = demoVerifications.find(isOf(district, id));
  const judgement: Pick<DemoJudgement, 'decision' | 'reason' | 'value' | 'deduction'> | undefined =
    demoJudgements.find(isOf(district, id)) ?? verification;
  if (!claim || judgement?.decision === 'wait') return [];
  if (!judgement && claim.note !== madeUp) return [];
  const { decision, reason = asClaimed, value, deduction } = judgement ?? { decision: 'verify' };
  return [{ component: id, decision, reason, value, deduction, ...visitOn(date, onSite && decision !== 'return') }];
}

function isOf(district: string, component: string) {
  return (item: { readonly district: string; readonly component: string }) =>
    item.district === district && item.component === component;
}

/** Values that are claimed again, targets that change, papers that are taken back. */
function stepsBesides(step: MakeStep, office: DemoOffice, categories: readonly DemoCategory[]): DemoStep[] {
  const { laterClaims, newTargets, withdrawn } = demoEvents;
  const again = laterClaims.flatMap(({ day, district, component, value }) => {
    const judgement = { component, decision: 'verify', reason: asClaimed };
    return [
      step(day, district, () => office.claimAgain(district, { component, value, note: madeUp })),
      ...(day + judgedAfter > lastDay
        ? []
        : [step(day + judgedAfter, district, () => office.judge(district, [judgement]))]),
    ];
  });
  const changed = newTargets.map(({ day, district, component, target }) =>
    step(day, district, () => office.setTargets(district, { [component]: target })),
  );
  const { district, uploadedOn, withdrawnOn, reason } = withdrawn;
  const category = categories.find(({ id }) => id === withdrawn.category)!;
  const mistaken = papersOf(
    { ...category, name: { zh: `误传-${category.name.zh}` } },
    district,
    `${district}-mistaken`,
  );
  return [
    ...again,
    ...changed,
    step(uploadedOn, district, () => office.handIn(district, mistaken, [])),
    step(withdrawnOn, district, () => office.withdraw(district, mistaken[0]!.fileName, reason)),
  ];
}
