import type { BookInputs, ComponentInputs } from '../../domain/book.ts';
import type { StoredScore } from '../../domain/ports.ts';
import { quantity } from '../../domain/quantity.ts';
import type { Item } from './table.ts';

type Packed = [
  target: string | null,
  claim: [value: string, revision: number, returned: 0 | 1] | null,
  verification: [value: string, claimRevision: number, deduction: string | null] | null,
];

/** The fields of a SCORE item: what the board has applied of a book, its inputs packed as one text. */
export function writeScore({ revision, version, inputs }: StoredScore): Item {
  return { revision, version, inputs: JSON.stringify(inputs.map(pack)) };
}

/** The score of a SCORE item. */
export function readScore(item: Item | null | undefined): StoredScore | null {
  if (!item) return null;
  const inputs: BookInputs = (JSON.parse(item.inputs as string) as Packed[]).map(unpack);
  return { revision: item.revision as number, version: item.version as number, inputs };
}

function pack({ target, claim, verification }: ComponentInputs): Packed {
  return [
    target?.text ?? null,
    claim && [claim.value.text, claim.revision, claim.returned ? 1 : 0],
    verification && [verification.value.text, verification.claimRevision, verification.deduction],
  ];
}

function unpack([target, claim, verification]: Packed): ComponentInputs {
  return {
    target: target === null ? null : quantity(target),
    claim: claim && { value: quantity(claim[0]), revision: claim[1], returned: claim[2] === 1 },
    verification: verification && {
      value: quantity(verification[0]),
      claimRevision: verification[1],
      deduction: verification[2],
    },
  };
}
