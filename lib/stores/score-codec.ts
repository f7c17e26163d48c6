import type { BookInputs, ComponentInputs } from '../domain/book.ts';
import type { StoredScore } from '../domain/ports.ts';
import { quantity } from '../domain/quantity.ts';
import type { Item } from './table.ts';

/**
 * Inputs as columns by component in scheme order: far fewer lists to read than one for each claim and verification.
 * `null` in a list stands for a component that has none.
 */
interface Packed {
  readonly targets: (string | null)[];
  readonly claims: (string | null)[];
  /** Revision of each claim; 0 without one. */
  readonly claimed: number[];
  readonly returned: (0 | 1)[];
  /** `null` as long as nothing at all is verified. */
  readonly verified: PackedVerifications | null;
}

interface PackedVerifications {
  readonly values: (string | null)[];
  /** The claim that each verification judged; 0 without one. */
  readonly judged: number[];
  readonly deductions: (string | null)[];
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
  const packed: Packed = { targets: [], claims: [], claimed: [], returned: [], verified: packVerified(inputs) };
  for (const { target, claim } of inputs) {
    packed.targets.push(target ? target.text : null);
    packed.claims.push(claim ? claim.value.text : null);
    packed.claimed.push(claim ? claim.revision : 0);
    packed.returned.push(claim?.returned ? 1 : 0);
  }
  return packed;
}

function packVerified(inputs: BookInputs): PackedVerifications | null {
  if (inputs.every(({ verification }) => verification === null)) return null;
  const packed: PackedVerifications = { values: [], judged: [], deductions: [] };
  for (const { verification } of inputs) {
    packed.values.push(verification ? verification.value.text : null);
    packed.judged.push(verification ? verification.claimRevision : 0);
    packed.deductions.push(verification ? verification.deduction : null);
  }
  return packed;
}

function unpack({ targets, claims, claimed, returned, verified }: Packed): BookInputs {
  return targets.map((target, at): ComponentInputs => {
    const claim = claims[at]!;
    return {
      target: target === null ? null : quantity(target),
      claim: claim === null ? null : { value: quantity(claim), revision: claimed[at]!, returned: returned[at] === 1 },
      verification: verified && unpackVerification(verified, at),
    };
  });
}

function unpackVerification(
  { values, judged, deductions }: PackedVerifications,
  at: number,
): ComponentInputs['verification'] {
  const value = values[at]!;
  return value === null ? null : { value: quantity(value), claimRevision: judged[at]!, deduction: deductions[at]! };
}
