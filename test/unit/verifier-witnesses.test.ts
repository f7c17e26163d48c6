import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../lib/domain/digest.ts';
import { readAnchor, readReceipts, type Witness } from '../../lib/verifier/check-witnesses.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { asJson, resealed, sealedSample } from '../support/sample-snapshot.ts';

const sample = sealedSample(changedScheme(), largeCohort(changedScheme(), 3));

interface Entry {
  readonly district: string;
  readonly revision: number;
  readonly epoch: number;
  readonly previous: string;
  readonly hash: string;
  readonly by: string;
}

const entries = sample.audit
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Entry);
const own = entries.filter(({ district }) => district === 'd-0001');

/** What a portal keeps of the answer to its write: the district that it wrote for, and the receipt. */
const receiptOf = ({ district, revision, hash }: Entry) =>
  JSON.stringify({ district, component: '5', revision, receipt: { revision, auditHead: hash } });

const receipts = readReceipts('receipts.ndjson', own.map(receiptOf).join('\n'))!;

const anchorText = (heads: readonly object[], cycle = 'sample-2019') =>
  canonicalJson(asJson({ format: 'kaohe-anchor/1', cycle, at: '2019-12-24T16:00:00.000Z', heads }));
const anchors = readAnchor(
  'anchor.json',
  anchorText([
    { district: 'd-0001', revision: own[9]!.revision, auditHead: own[9]!.hash },
    { district: 'd-0002', revision: 0, auditHead: 'genesis' },
  ]),
)!;

interface Forged {
  readonly text: string;
  readonly audit: string;
}

/** The first district's history changed, every later hash computed anew, and the head sealed as if it were so. */
function forged(change: (chain: readonly Entry[]) => readonly Entry[]): Forged {
  let previous = 'genesis';
  const chain = change(own).map(({ hash: _, ...entry }) => {
    const content = { ...entry, previous };
    previous = digestOf(asJson(content));
    return { ...content, hash: previous };
  });
  const others = entries.filter(({ district }) => district !== 'd-0001');
  const { text } = resealed(sample.snapshot, (draft) => {
    const row = draft.rows.find(({ district }) => district === 'd-0001')!;
    Object.assign(row, { auditHead: previous, revision: chain.length });
  });
  return { text, audit: [...chain, ...others].map((entry) => `${JSON.stringify(entry)}\n`).join('') };
}

const renamed = (chain: readonly Entry[]) =>
  chain.map((entry, index) => (index === 3 ? { ...entry, by: 'somebody-else' } : entry));

const checksOf = ({ text, audit }: Forged, beside: { receipts?: readonly Witness[]; anchors?: readonly Witness[] }) =>
  verifySnapshot(text, { audit, ...beside }).differences.map(({ check }) => check);

describe('receipts and anchors beside a result', () => {
  it('agree with the history that was sealed', () => {
    const { differences, checks } = verifySnapshot(sample.text, { audit: sample.audit, receipts, anchors });
    expect(differences).toEqual([]);
    const counts = Object.fromEntries(checks.map(({ id, count }) => [id, count]));
    expect(counts).toMatchObject({ receipts: own.length, anchors: 4 });
  });

  it('show a chain that was rewritten as a whole and sealed, which nothing else does', () => {
    const rewritten = forged(renamed);
    expect(checksOf(rewritten, {})).toEqual([]);
    expect(new Set(checksOf(rewritten, { receipts }))).toEqual(new Set(['receipts']));
    expect(checksOf(rewritten, { anchors })).toEqual(['anchors']);
  });

  it('show a tail that was cut off before the sealing', () => {
    const cut = forged((chain) => chain.slice(0, 5));
    expect(checksOf(cut, { receipts })).toContain('receipts');
    expect(checksOf(cut, { anchors })).toContain('anchors');
  });

  it('hold the end of the chain without an audit file, and say where one is needed', () => {
    const last = receipts.slice(-1);
    expect(verifySnapshot(sample.text, { receipts: last }).differences).toEqual([]);
    const [difference] = verifySnapshot(sample.text, { receipts: receipts.slice(0, 1) }).differences;
    expect(difference).toMatchObject({ check: 'receipts', expected: 'the audit file, which was not given' });
  });

  it('are differences where they are of another cycle, of no district of the result, or newer than it', () => {
    const elsewhere = readAnchor(
      'anchor.json',
      anchorText([{ district: 'd-0002', revision: 0, auditHead: 'genesis' }], '2018'),
    )!;
    expect(checksOf(sample, { anchors: elsewhere })).toEqual(['anchors']);
    const receipt = { at: 'r:1', cycle: null, auditHead: own[0]!.hash };
    expect(checksOf(sample, { receipts: [{ ...receipt, district: 'nowhere', revision: 1 }] })).toEqual(['receipts']);
    expect(checksOf(sample, { receipts: [{ ...receipt, district: 'd-0001', revision: 999 }] })).toEqual(['receipts']);
  });
});

describe('the files of receipts and anchors', () => {
  it('are read as answers were given, or as a district with its receipt, and nothing else', () => {
    const plain = JSON.stringify({ district: 'd-0001', revision: 1, auditHead: own[0]!.hash });
    expect(readReceipts('r', `${receiptOf(own[0]!)}\n\n${plain}\n`)).toEqual([
      { at: 'r:1', cycle: null, district: 'd-0001', revision: own[0]!.revision, auditHead: own[0]!.hash },
      { at: 'r:3', cycle: null, district: 'd-0001', revision: 1, auditHead: own[0]!.hash },
    ]);
    for (const text of ['', 'not json', '{}', `${plain}\n{}`, '{"district":"d-0001","revision":1,"auditHead":"short"}'])
      expect(readReceipts('r', text)).toBeNull();
    for (const text of ['', '{}', anchorText([{ district: 'd-0001' }]), anchorText([]).replace('anchor/1', 'anchor/2')])
      expect(readAnchor('a', text)).toBeNull();
  });
});

describe('the epoch of an entry', () => {
  it('is not later than that of the result, though every hash fits', () => {
    const later = forged((chain) => chain.map((entry, index) => (index < 20 ? entry : { ...entry, epoch: 2 })));
    expect(checksOf(later, {})).toEqual(Array(own.length - 20).fill('audit-chains'));
    const { text } = resealed(JSON.parse(later.text), (draft) => {
      draft.epoch = 2;
    });
    expect(checksOf({ ...later, text }, {})).toEqual([]);
  });
});
