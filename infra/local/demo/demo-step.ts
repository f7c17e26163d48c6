import type { DemoOffice } from './demo-office.ts';

/** Something that is done on a working day of the demo, counted from 0 for the day on which it all begins. */
export interface DemoStep {
  readonly day: number;
  readonly office: DemoOffice;
  /** Whose book it is about, if it is about one. */
  readonly district: string | null;
  /** Whether its cycle takes it at its own time only. */
  readonly isOfThePast?: boolean;
  /** `date` is that day, `2026-11-02`. */
  act(date: string): Promise<void>;
}

/** Makes the steps of one cycle. */
export type MakeStep = (day: number, district: string | null, act: DemoStep['act']) => DemoStep;

/** What the note of every made-up claim says. */
export const madeUp = '演示数据，数值为虚构，不反映该区县的实际工作。';

/** What the reason of an assessment of one says, where nothing else is to be said. */
export const asClaimed = '演示：按申报数采纳，佐证为样例文件；这不是任何主管部门作出的核验。';

/** Components that are checked on the spot are visited on the day of the assessment; the visit never took place. */
export function visitOn(date: string, isOnSite: boolean) {
  return isOnSite && { onSite: { visitedOn: date, participants: ['演示考核员 (demo assessor)'] } };
}
