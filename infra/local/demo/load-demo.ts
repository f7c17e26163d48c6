import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalApi } from '../local-api.ts';
import type { LocalClock } from '../local-clock.ts';
import type { Report } from '../progress.ts';
import { DemoOffice } from './demo-office.ts';
import { type DemoCategory, readCategories } from './demo-scheme.ts';
import type { DemoStep } from './demo-step.ts';
import { lastYearCycle, stepsOfLastYear } from './last-year.ts';
import { admin } from './people.ts';
import { demoCycle, stepsOfThisYear } from './this-year.ts';
import { dateOf, workingDayAfter, workingDayBefore } from './working-days.ts';

/** How many working days before today the demo begins, and on which of them this year's cycle opens. */
const daysInAll = 230;
const thisYearOpensOn = daysInAll - 30;

/**
 * Builds the demo through the API at the first start: two cycles, whose months pass within seconds by the local clock.
 * An interrupted build goes on where it stopped.
 */
export async function loadDemo(
  { url, clock }: { readonly url: string; readonly clock: LocalClock },
  dataDirectory: string,
  report: Report,
): Promise<void> {
  const marker = join(dataDirectory, 'demo-built');
  const local = new LocalApi(url);
  const offices = { last: new DemoOffice(local, clock, lastYearCycle), now: new DemoOffice(local, clock, demoCycle) };
  const begun = await offices.last.cycle();
  const opened = await offices.now.cycle();
  // The marker alone proves nothing: the database may be another one than at the last start.
  if (opened && existsSync(marker)) return;
  if (!begun && !opened) clock.setBackTo(workingDayBefore(Date.now(), daysInAll));
  const beginning = workingDayAfter(begun ? Date.parse(begun.createdAt) : clock.now(), 0);
  const steps = planOf(await readCategories(local.as(admin)), offices, beginning);
  await takeSteps({ steps, beginning, clock, report, counter: join(dataDirectory, 'demo-days') }, begun !== null);
  clock.catchUp();
  // Whoever looks at the demo need not wait for the first sweep to see that its books are in order.
  await local.invoke('sweep', {});
  writeFileSync(marker, '');
}

/** All steps, those of one day in the order in which they are named. */
function planOf(
  categories: readonly DemoCategory[],
  offices: { readonly last: DemoOffice; readonly now: DemoOffice },
  beginning: number,
): DemoStep[] {
  const year = Number(dateOf(workingDayAfter(beginning, daysInAll)).slice(0, 4));
  return [
    ...stepsOfLastYear(offices.last, categories, beginning, year - 1),
    ...stepsOfThisYear(offices.now, categories, thisYearOpensOn, year),
  ].sort((a, b) => a.day - b.day);
}

interface Plan {
  readonly steps: readonly DemoStep[];
  readonly beginning: number;
  readonly clock: LocalClock;
  readonly report: Report;
  /** The file that says how many days are over. */
  readonly counter: string;
}

/** Takes the steps of the days that an interrupted build has left, and lets the ranking follow every day. */
async function takeSteps(plan: Plan, isGoneOnWith: boolean): Promise<void> {
  const { steps, clock, report, counter } = plan;
  const over = isGoneOnWith && existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0;
  for (const [day, ofDay] of Map.groupBy(steps, (step) => step.day)) {
    report(building, `${steps.indexOf(ofDay[0]!)}/${steps.length}`);
    const isMissed = ofDay[0]!.isOfThePast && clock.behindMilliseconds === 0;
    if (day < over || isMissed) continue;
    await takeDay(plan, day, ofDay);
    writeFileSync(counter, String(day + 1));
  }
}

const building = { zh: '正在建立演示数据', en: 'building the demo' };
const workMilliseconds = 8 * 3_600_000;
const booksAtOnce = 3;

/** Steps of one book in their order, some books at once; each begins at its time of day or after it. */
async function takeDay({ beginning, clock }: Plan, day: number, steps: readonly DemoStep[]): Promise<void> {
  const morning = workingDayAfter(beginning, day);
  const date = dateOf(Math.min(morning, clock.now()));
  const books = Map.groupBy(steps, (step) => step.district).values();
  const work = async () => {
    for (const ofBook of books)
      for (const step of ofBook) {
        clock.moveOnTo(morning + ((steps.indexOf(step) + 0.35) / steps.length) * workMilliseconds);
        await step.act(date);
      }
  };
  await Promise.all(Array.from({ length: booksAtOnce }, work));
  await steps[0]!.office.settle();
}
