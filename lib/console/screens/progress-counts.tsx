import { claimableOf } from '../counted.ts';
import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import type { SummaryRow } from '../summary.ts';
import { countStates, type State, silentRows, states } from './progress-cells.ts';

const namesMax = 12;
const givers = ['district', 'assessor', 'nobody'] as const;

/** A line of the counts. */
interface Shown {
  readonly state: State;
  readonly text: string;
  readonly count: number;
}

interface CountsProps extends Pick<CycleContext, 'components'> {
  readonly rows: readonly SummaryRow[];
}

/** How many components stand where, which letter means what, and who has handed in nothing. */
export function ProgressCounts({ rows, components }: CountsProps) {
  const { progress: words, words: common } = texts.value;
  const { counts, missing } = countStates(rows, components);
  const shown = states.flatMap((state): Shown[] => {
    if (state === 'missing')
      return givers
        .filter((giver) => giver === 'district' || missing[giver] > 0)
        .map((giver) => ({ state, text: common.notFilled[giver], count: missing[giver] }));
    if (state === 'not-applicable' && counts[state] === 0) return [];
    return [{ state, text: common.states[state], count: counts[state] }];
  });
  return (
    <>
      <h2>{words.counts}</h2>
      <ul class="counts">
        {shown.map(({ state, text, count }) => (
          <li key={text}>
            <b class={`letter is-${state}`} aria-hidden="true">
              {words.letters[state]}
            </b>
            <span>{text}</span>
            <strong class="number">{count}</strong>
          </li>
        ))}
      </ul>
      <Silent rows={silentRows(rows, claimableOf(components))} />
    </>
  );
}

function Silent({ rows }: { readonly rows: readonly SummaryRow[] }) {
  const { progress: words } = texts.value;
  if (rows.length === 0) return <p class="banner sealed">{words.nobodySilent}</p>;
  const names = (
    <ul class="names">
      {rows.map(({ district, name }) => (
        <li key={district}>
          <Link to={{ view: 'score', district }}>
            <bdi>{say(name)}</bdi>
          </Link>
        </li>
      ))}
    </ul>
  );
  return (
    <div class="banner">
      {rows.length > namesMax ? (
        <details>
          <summary>{words.silent(rows.length)}</summary>
          {names}
        </details>
      ) : (
        <>
          {words.silent(rows.length)}
          {names}
        </>
      )}
    </div>
  );
}
