import type { Actor } from './book-change.ts';
import type { Cycle, District } from './cycle.ts';
import { nothingSealed } from './finalization/sealing.ts';
import { type Fault, type Rejection, rejectFaults } from './rejection.ts';
import type { Scheme } from './scheme.ts';

/** What an administrator asks for when opening a cycle. */
export type CycleRequest = Pick<
  Cycle,
  'id' | 'year' | 'timeZone' | 'submissionsCloseAt' | 'finalizeAt' | 'onBlockers' | 'evidenceRequired'
> & { readonly districts: readonly District[] };

/**
 * Decides the opening of a cycle. Refuses dates that have passed or are in the wrong order, a time zone that does not
 * exist, a district twice, and one without a coefficient that the scheme reads.
 */
export function decideOpening(scheme: Scheme, request: CycleRequest, actor: Actor, now: number): Cycle | Rejection {
  const [first, ...rest] = [
    ...dateFaults(request, now),
    ...zoneFaults(request.timeZone),
    ...districtFaults(request.districts),
    ...coefficientFaults(scheme, request.districts),
  ];
  if (first) return rejectFaults([first, ...rest]);
  return {
    ...request,
    scheme: scheme.id,
    schemeHash: scheme.hash,
    districts: [...request.districts].sort((a, b) => (a.id < b.id ? -1 : 1)),
    state: 'open',
    epoch: 1,
    sealing: nothingSealed,
    steps: 0,
    wakeUpsEpoch: 0,
    createdAt: new Date(now).toISOString(),
    createdBy: actor.subject,
  };
}

function dateFaults({ submissionsCloseAt, finalizeAt }: CycleRequest, now: number): Fault[] {
  const closes = Date.parse(submissionsCloseAt);
  const finalizes = Date.parse(finalizeAt);
  const faults: Fault[] = [];
  if (closes <= now)
    faults.push(
      outOfRange('submissionsCloseAt', '截止时刻已过，须在将来。', 'This instant has passed; give one to come.'),
    );
  if (finalizes < closes)
    faults.push(
      outOfRange('finalizeAt', '定稿时刻不得早于申报截止时刻。', 'Finalization can’t come before submissions close.'),
    );
  return faults;
}

function zoneFaults(timeZone: string): Fault[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    return [
      outOfRange(
        'timeZone',
        '没有这个时区；例如 Asia/Shanghai。',
        'There is no such time zone; an example is Asia/Shanghai.',
      ),
    ];
  }
}

function districtFaults(districts: readonly District[]): Fault[] {
  const seen = new Set<string>();
  return districts.flatMap(({ id }, index): Fault[] => {
    const isAgain = seen.has(id);
    seen.add(id);
    const message = { zh: '同一区县编号只能出现一次。', en: 'A district id may appear only once.' };
    return isAgain ? [{ path: ['districts', index, 'id'], code: 'duplicate-item', message }] : [];
  });
}

/** What the scheme does not read is kept all the same. */
function coefficientFaults({ coefficients }: Scheme, districts: readonly District[]): Fault[] {
  return districts.flatMap((district, index) =>
    coefficients
      .filter((name) => !Object.hasOwn(district.coefficients ?? {}, name))
      .map((name): Fault => {
        const message = {
          zh: `考核办法要用系数 ${name}，须为每个区县填写。`,
          en: `The scheme reads the coefficient ${name}; give it for each district.`,
        };
        return { path: ['districts', index, 'coefficients', name], code: 'required', message };
      }),
  );
}

function outOfRange(key: keyof CycleRequest, zh: string, en: string): Fault {
  return { path: [key], code: 'value-out-of-range', message: { zh, en } };
}
