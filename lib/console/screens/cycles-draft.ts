import type { Body } from '../../client/index.ts';
import { errorsAt } from '../fields.tsx';
import type { CyclesTexts } from '../texts/cycles-zh.ts';
import type { Write } from '../write.ts';
import { instantIn, isZone } from '../zoned-time.ts';
import { readDistricts } from './cycles-districts.ts';

/** What the form of a new cycle holds, as it was typed. */
export interface CycleDraft {
  readonly id: string;
  readonly scheme: string;
  readonly year: string;
  readonly timeZone: string;
  readonly closes: string;
  readonly finalizes: string;
  readonly onBlockers: 'hold' | 'verified-only';
  readonly isEvidenceRequired: boolean;
  /** As it was pasted. */
  readonly districts: string;
  /** What the method chosen asks of each district besides its name; nothing while it is read. */
  readonly coefficients: readonly string[];
}

const idPattern = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** Fields of the form, with the place in the body at which the API complains of each. */
const pointers = {
  id: '/id',
  scheme: '/scheme',
  year: '/year',
  timeZone: '/timeZone',
  closes: '/submissionsCloseAt',
  finalizes: '/finalizeAt',
  onBlockers: '/onBlockers',
  districts: '/districts',
} as const;

/** A field that may be wrong. */
export type CycleField = keyof typeof pointers;

/** What is wrong of a draft, by field; of the districts only that there are none, since their rows tell the rest. */
export function draftFaults(draft: CycleDraft, words: CyclesTexts): Readonly<Record<CycleField, readonly string[]>> {
  const { id, scheme, year, timeZone, closes, finalizes, districts, coefficients } = draft;
  const said = (isWrong: boolean, what: string) => (isWrong ? [what] : []);
  const isOfZone = isZone(timeZone);
  const [closing, sealing] = [closes, finalizes].map((local) => instantIn(local, timeZone));
  const timeFaults = (local: string, instant: string | null) => [
    ...said(local === '', words.needTime),
    ...said(local !== '' && isOfZone && instant === null, words.noSuchTime),
  ];
  const isTurned = closing && sealing && Date.parse(sealing) < Date.parse(closing);
  return {
    id: said(!idPattern.test(id), words.needId),
    scheme: said(scheme === '', words.noScheme),
    year: said(!/^2\d{3}$/.test(year), words.needYear),
    timeZone: said(!isOfZone, words.needZone),
    closes: timeFaults(closes, closing!),
    finalizes: [...timeFaults(finalizes, sealing!), ...said(Boolean(isTurned), words.order)],
    onBlockers: [],
    districts: said(readDistricts(districts, coefficients).districts.length === 0, words.needDistricts),
  };
}

/** Whether nothing here is known to be wrong with a draft. */
export function isSound(draft: CycleDraft, words: CyclesTexts): boolean {
  const isAnyWrong = Object.values(draftFaults(draft, words)).some((faults) => faults.length > 0);
  return !isAnyWrong && readDistricts(draft.districts, draft.coefficients).faults.length === 0;
}

/** What the API has found wrong with a field; of the districts by the row in which each stands. */
export function refusedFields(fault: Write['fault'], field: CycleField): string[] {
  return errorsAt(fault, pointers[field]);
}

/** What is sent for a sound draft. */
export function bodyOf(draft: CycleDraft): Body<'openCycle'> {
  const { id, scheme, year, timeZone, closes, finalizes, onBlockers, isEvidenceRequired } = draft;
  return {
    id,
    scheme,
    year: Number(year),
    timeZone,
    submissionsCloseAt: instantIn(closes, timeZone)!,
    finalizeAt: instantIn(finalizes, timeZone)!,
    onBlockers,
    evidenceRequired: isEvidenceRequired,
    districts: readDistricts(draft.districts, draft.coefficients).districts.map(({ row: _, ...district }) => district),
  };
}
