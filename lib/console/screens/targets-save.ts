import { ConnectionLost, Problem, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { sentTarget } from '../target-text.ts';
import type { Difference } from './targets-draft.ts';

/** What became of a district that was sent. */
type Outcome =
  | { readonly kind: 'saved'; readonly revision: number }
  | { readonly kind: 'refused'; readonly faults: ReadonlyMap<string, string> };

/** The targets of a district that are to be sent, by component. */
export type Sent = Readonly<Record<string, string>>;

const parallelMax = 4;

/** Keys of what has been sent and not been answered, so that it counts once when it is sent again. */
const unanswered = new Map<string, string>();

/** What is to be sent, by district; what could not be read is not among it. */
export function sentOf(differences: readonly Difference[]): Map<string, Sent> {
  const sent = new Map<string, Record<string, string>>();
  for (const { district, component, to } of differences) {
    if (to === null) continue;
    const row = sent.get(district) ?? {};
    row[component] = to;
    sent.set(district, row);
  }
  return sent;
}

/** A district's targets that were sent, and what became of them. */
export interface Answer {
  readonly district: string;
  readonly sent: Sent;
  readonly outcome: Outcome;
}

/**
 * Saves districts, a few at a time, and tells of each as soon as it is answered. Gives the lost connection where nothing
 * answers; the districts that were not told of are to be sent again then.
 */
export async function saveTargets(
  cycle: string,
  all: ReadonlyMap<string, Sent>,
  answered: (answer: Answer) => void,
): Promise<ConnectionLost | null> {
  const left = [...all];
  let lost: ConnectionLost | null = null;
  const saveOn = async () => {
    for (let next = left.shift(); next && lost === null; next = left.shift()) {
      const [district, sent] = next;
      const outcome = await saveDistrict(cycle, district, sent);
      if (outcome instanceof ConnectionLost) lost = outcome;
      else answered({ district, sent, outcome });
    }
  };
  await Promise.all(Array.from({ length: parallelMax }, saveOn));
  return lost;
}

async function saveDistrict(cycle: string, district: string, targets: Sent): Promise<Outcome | ConnectionLost> {
  const content = JSON.stringify([cycle, district, targets]);
  const key = unanswered.get(content) ?? crypto.randomUUID();
  unanswered.set(content, key);
  try {
    const params = { path: { cycle, district }, header: { 'Idempotency-Key': key } };
    const body = {
      targets: Object.fromEntries(Object.entries(targets).map(([component, text]) => [component, sentTarget(text)])),
    };
    const { revision } = await tell(api.PUT('/v1/cycles/{cycle}/districts/{district}/targets', { params, body }));
    unanswered.delete(content);
    return { kind: 'saved', revision };
  } catch (fault) {
    if (fault instanceof ConnectionLost) return fault;
    if (!(fault instanceof Problem)) throw fault;
    // A fault of the system says as little as silence of whether it was carried out.
    if (fault.details.status < 500) unanswered.delete(content);
    return { kind: 'refused', faults: faultsOf(fault) };
  }
}

/** What was refused, at the components that the API points at; else at the district as a whole. */
function faultsOf({ details }: Problem): Map<string, string> {
  const faults = new Map<string, string>();
  for (const { pointer, message } of details.errors ?? []) {
    const component = /^\/targets\/(.+)$/.exec(pointer)?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~');
    faults.set(component ?? '', message);
  }
  return faults.size > 0 ? faults : new Map([['', details.detail]]);
}
