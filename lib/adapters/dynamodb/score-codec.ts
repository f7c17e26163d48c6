import type { BookInputs, ComponentInputs } from '../../domain/book.ts';
import type { StoredScore } from '../../domain/ports.ts';
import { quantity } from '../../domain/quantity.ts';
import type { Item } from './table.ts';

/** Inputs by component in scheme order, as columns: far fewer lists to read than one for each claim and verification. */
interface Packed {
  readonly targets: readonly (string | null)[];
  readonly claims: readonly (string | null)[];
  /** Revision of each claim; 0 without one. */
  readonly claimed: readonly number[];
  readonly returned: readonly (0 | 1)[];
  readonly verifications: readonly (string | null)[];
  /** The claim that each verification judged; 0 without one. */
  readonly judged: readonly number[];
  readonly deductions: readonly (string | null)[];
}

/** The fields of a SCORE item: what the board has applied of a book, its inputs packed as one text. */
export function writeScore({ revision, version, inputs }: StoredScore): Item {
  return { revision, version, inputs: JSON.stringify(pack(inputs)) };
}

/** The score of a SCORE item. */
export function readScore(item: Item | null | undefined): StoredScore | null {
  if (!item) return null;
  const inputs = unpack(JSON.parse(item.inputs as string) as Packed);
  return { revision: item.revision as number, version: item.version as number, inputs };
}

function pack(inputs: BookInputs): Packed {
  return {
    targets: inputs.map(({ target }) => target?.text ?? null),
    claims: inputs.map(({ claim }) => claim?.value.text ?? null),
    claimed: inputs.map(({ claim }) => claim?.revision ?? 0),
    returned: inputs.map(({ claim }) => (claim?.returned ? 1 : 0)),
    verifications: inputs.map(({ verification }) => verification?.value.text ?? null),
    judged: inputs.map(({ verification }) => verification?.claimRevision ?? 0),
    deductions: inputs.map(({ verification }) => verification?.deduction ?? null),
  };
}

function unpack({ targets, claims, claimed, returned, verifications, judged, deductions }: Packed): BookInputs {
  return targets.map((target, index): ComponentInputs => {
    const claim = claims[index]!;
    const verification = verifications[index]!;
    return {
      target: target === null ? null : quantity(target),
      claim:
        claim === null ? null : { value: quantity(claim), revision: claimed[index]!, returned: returned[index] === 1 },
      verification:
        verification === null
          ? null
          : { value: quantity(verification), claimRevision: judged[index]!, deduction: deductions[index]! },
    };
  });
}
