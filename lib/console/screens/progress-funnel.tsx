import { type Reply, type Shapes, tell } from '../../client/index.ts';
import { api } from '../api.ts';
import { useCalm } from '../calm.ts';
import { Funnel } from '../charts/funnel.tsx';
import type { Cycle } from '../cycle.ts';
import { texts } from '../language.ts';
import { version } from '../live.ts';
import { Read } from '../parts.tsx';
import { useResource } from '../resource.ts';

const calmMilliseconds = 5_000;

type Missing = Reply<'getWorkList'>['districts'][number]['missing'];

interface FunnelProps {
  readonly cycle: Cycle;
  readonly districts: readonly string[];
  /** How many claims there are to be. */
  readonly expected: number;
}

/** How many components are claimed, have what proves them, and are verified. Read when it is unfolded: it asks all books. */
export default function ProgressFunnel({ cycle, districts, expected }: FunnelProps) {
  const { progress: words } = texts.value;
  const params = { path: { cycle: cycle.id }, query: { limit: 1 } };
  const read = useResource(
    (signal) => tell(api.GET('/v1/cycles/{cycle}/completeness', { params, signal })),
    [cycle.id],
    useCalm(version.value, calmMilliseconds),
  );
  return (
    <Read from={read}>
      {({ districts: all }) => {
        const wanted = new Set(districts);
        const lacking = all.filter(({ district }) => wanted.has(district)).map(({ missing }) => missing);
        const stages = stagesOf(lacking, expected).filter(
          ({ stage }) => cycle.evidenceRequired || stage !== 'evidenced',
        );
        return (
          <>
            <Funnel
              title={words.funnel}
              stages={stages.map(({ stage, count }) => ({ name: words.stages[stage], count }))}
            />
            {!cycle.evidenceRequired && <p>{words.noEvidenceRequired}</p>}
          </>
        );
      }}
    </Read>
  );
}

/** Each stage is what the one before it has less what is lacking. */
function stagesOf(lacking: readonly Missing[], all: number) {
  const lack = (...kinds: readonly Shapes['MissingKind'][]) =>
    lacking.reduce((sum, missing) => sum + kinds.reduce((of, kind) => of + (missing[kind] ?? 0), 0), 0);
  const claimed = all - lack('claim', 'new-claim');
  return [
    { stage: 'all', count: all },
    { stage: 'claimed', count: claimed },
    { stage: 'evidenced', count: claimed - lack('evidence') },
    // What is to be judged anew was judged.
    { stage: 'verified', count: claimed - lack('assessment', 'deduction') },
  ] as const;
}
