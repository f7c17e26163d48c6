import { type Book, type BookComponent, type Head, isRecorded } from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import { unknownComponent } from './decide-claims.ts';
import type { Evidence, EvidenceFault, EvidenceState, EvidenceWarning } from './evidence.ts';
import { type Fault, type Rejection, reject, rejectFaults } from './rejection.ts';

/** What a portal says of a file before it sends the bytes. */
export type EvidenceAnnouncement = Pick<
  Evidence,
  'id' | 'fileName' | 'contentType' | 'sizeBytes' | 'sha256' | 'kind' | 'components' | 'note' | 'objectKey'
>;

/**
 * Decides the ticket for an upload. Refuses a closed gate, and components that the scheme does not have.
 * Changes nothing where the book has these bytes stored already.
 */
export function decideAnnouncement(
  context: DecisionContext,
  announced: EvidenceAnnouncement,
  sameBytes: Evidence | null,
): Decision {
  const closed = refuseClosedGate(context, 'portal');
  if (closed) return closed;
  const [first, ...rest] = announcementFaults(context, announced);
  if (first) return rejectFaults([first, ...rest]);
  if (sameBytes) return unchanged;
  const after: Evidence = {
    ...announced,
    state: 'awaiting-upload',
    fault: null,
    warnings: [],
    versionId: null,
    uploadedAt: null,
    revision: 0,
    at: new Date(context.receivedAt).toISOString(),
    by: context.actor.subject,
  };
  const files = [{ before: null, after }];
  return changeOf(context, { gate: 'portal', action: 'announce-evidence', reason: null, components: [], files });
}

function announcementFaults({ scheme }: DecisionContext, { components }: EvidenceAnnouncement): Fault[] {
  return components.flatMap((id, index) =>
    scheme.indexOf.has(id) ? [] : [unknownComponent(['components', index], scheme, id)],
  );
}

/** What was found of an uploaded file. */
export interface Examination {
  readonly state: Extract<EvidenceState, 'pending' | 'stored' | 'rejected' | 'infected'>;
  readonly fault: EvidenceFault | null;
  readonly warnings: readonly EvidenceWarning[];
  readonly versionId: string;
  readonly uploadedAt: string;
}

/**
 * Decides the registration of an upload; the context's `receivedAt` is when the store received the bytes. Changes
 * nothing for a file that is not waiting for one: events come late, twice and out of order. Bytes that the book has
 * stored by another file are kept once: the file then points to those, and its own upload is not kept [T 45]. Refuses
 * what arrived at or after the closing instant.
 */
export function decideRegistration(
  context: DecisionContext,
  file: Evidence,
  found: Examination,
  sameBytes: Evidence | null,
): Decision {
  const isWaiting =
    file.state === 'awaiting-upload' || (file.state === 'pending' && file.versionId === found.versionId);
  if (!isWaiting || file.state === found.state) return unchanged;
  const closed = refuseClosedGate(context, 'registration');
  if (closed) return closed;
  const holder = found.state === 'stored' ? sameBytes : null;
  const kept = holder && { objectKey: holder.objectKey, versionId: holder.versionId };
  const files = [{ before: file, after: { ...file, ...found, ...kept } }];
  const written = { action: 'register-evidence', reason: null, components: [], files, sameBytes: holder } as const;
  return changeOf(context, { gate: 'registration', ...written });
}

/**
 * Decides that an upload is recorded as too late, as long as assessors may write [T 46]. Changes nothing for a file that
 * waits for no upload.
 */
export function decideLateUpload(
  context: DecisionContext,
  file: Evidence,
  { versionId, uploadedAt }: Pick<Examination, 'versionId' | 'uploadedAt'>,
): Decision {
  if (file.state !== 'awaiting-upload') return unchanged;
  const closed = refuseClosedGate(context, 'assessor');
  if (closed) return closed;
  const after = { ...file, state: 'rejected', fault: 'too-late', versionId, uploadedAt } as const;
  const files = [{ before: file, after }];
  return changeOf(context, { gate: 'assessor', action: 'register-evidence', reason: null, components: [], files });
}

/** How long after the closing instant an upload that came before it may still be on its way to its registration. */
const registrationLagMilliseconds = 5 * 60_000;

/**
 * How a file stands at a moment (epoch milliseconds): as recorded, but nobody waits for ever [T 46]. From the closing
 * instant on a ticket without an upload is `too-late`; it is `rejected` once no registration is to be expected any more.
 */
export function standingOf(file: Evidence, head: Head, now: number): Pick<Evidence, 'state' | 'fault'> {
  const { state, fault } = file;
  const isPortalOpen = head.portalGate === 'open' && now < head.closesAt;
  if (state !== 'awaiting-upload' || isPortalOpen) return { state, fault };
  const isExpected = head.assessorGate === 'open' && now < head.closesAt + registrationLagMilliseconds;
  return { state: isExpected ? state : 'rejected', fault: 'too-late' };
}

/**
 * Decides that a district takes a stored file back, or a ticket that it does not need. Refuses a closed gate, a file
 * that is being scanned or was found unusable, and one that a standing verification rests on. Claims that cite it cite
 * it no more; its bytes are kept, and known by `sameBytes`, another stored file that has them, if there is one.
 */
export function decideWithdrawal(
  context: DecisionContext,
  file: Evidence,
  reason: string,
  sameBytes: Evidence | null,
): Decision {
  const closed = refuseClosedGate(context, 'portal');
  if (closed) return closed;
  if (file.state === 'withdrawn') return unchanged;
  if (file.state !== 'stored' && file.state !== 'awaiting-upload') return refuseUnkept;
  const cited = citing(context.book, file.id);
  const bound = cited.find(({ verification }) => verification?.evidence.some(({ id }) => id === file.id));
  if (bound) return refuseBound(bound);
  const outOfScope = refuseOutOfScope(
    context,
    cited.map(({ component }) => component),
  );
  if (outOfScope) return outOfScope;
  const components = cited.map((component) => {
    // No verification rests on the file, so a claim does.
    const claim = component.claim!;
    return { ...component, claim: { ...claim, evidence: claim.evidence.filter(({ id }) => id !== file.id) } };
  });
  const files = [{ before: file, after: { ...file, state: 'withdrawn' as const } }];
  return changeOf(context, { gate: 'portal', action: 'withdraw-evidence', reason, components, files, sameBytes });
}

/** The components of a book whose claim or verification rests on a file. */
export function citing(book: Book, id: string) {
  const isIt = (binding: { readonly id: string }) => binding.id === id;
  return [...book.components.values()].filter(
    ({ claim, verification }) => claim?.evidence.some(isIt) || verification?.evidence.some(isIt),
  );
}

/** Its bytes must never become downloadable as those of a file that was once stored. */
const refuseUnkept = reject('state-conflict', {
  zh: '只有已入库（stored）或尚待上传（awaiting-upload）的材料可以撤回；正在检查或已被拒收的材料本来就不能引用。',
  en: 'Only a file that is stored or still awaits its upload can be withdrawn; one that is being scanned or was refused can’t be cited anyway.',
});

function refuseBound({ component, verification }: BookComponent): Rejection {
  if (verification && isRecorded(verification))
    return reject('state-conflict', {
      zh: `第 ${component} 项所录入的数值以此材料为据，不能撤回；须先由考核员不引用此材料重新录入。`,
      en: `What was recorded for component ${component} rests on this file, so it can’t be withdrawn; an assessor must record it without the file first.`,
    });
  return reject('state-conflict', {
    zh: `第 ${component} 项的核定以此材料为据，不能撤回；须先由考核员退回该项申报。`,
    en: `The verification of component ${component} rests on this file, so it can’t be withdrawn; an assessor must return the claim first.`,
  });
}
