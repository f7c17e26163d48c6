import type { CycleContext } from '../cycle.ts';
import { medianText } from '../exact.ts';
import { scoredCategories } from '../grade.ts';
import { say, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import type { Sheet } from '../score-data.ts';
import type { BookPlace } from '../upload.ts';

interface ChartProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly sheet: Sheet;
}

const bases = ['claimed', 'verified'] as const;

function medianOf({ rows }: Sheet['rankings']['verified'], category: string): string | null {
  return medianText(rows.map(({ categories }) => categories[category]!));
}

/** A district's categories against the cohort's median: bars, and beside them the same numbers. */
export function CategoryChart({ context: { scheme, nameOf }, place, sheet: { rankings } }: ChartProps) {
  const { score: words, words: common } = texts.value;
  const pointsOf = (basis: (typeof bases)[number], category: string) =>
    rankings[basis].rows.find(({ district }) => district === place.district)?.categories[category] ?? '0';
  return (
    <>
      <h2>{words.categories}</h2>
      <Scrolled label={words.categories}>
        <table class="medians">
          <caption>{words.medianMeaning(rankings.verified.rows.length)}</caption>
          <thead>
            <tr>
              <th scope="col">{common.category}</th>
              <th scope="col" class="number">
                {common.fullPoints}
              </th>
              {bases.flatMap((basis) => [
                <th scope="col" key={basis} class="number">
                  {words.pointsOn[basis]}
                </th>,
                <th scope="col" key={`${basis}-median`} class="number">
                  {words.medianOn[basis]}
                </th>,
              ])}
              <td class="bars" aria-hidden="true">
                <Legend name={say(nameOf(place.district))} />
              </td>
            </tr>
          </thead>
          <tbody>
            {scoredCategories(scheme).map(({ id, name, maxPoints }) => (
              <tr key={id}>
                <th scope="row">{say(name)}</th>
                <td class="number">{maxPoints}</td>
                {bases.flatMap((basis) => [
                  <td key={basis} class="number">
                    {pointsOf(basis, id)}
                  </td>,
                  <td key={`${basis}-median`} class="number soft-cell">
                    {medianOf(rankings[basis], id)}
                  </td>,
                ])}
                <td class="bars" aria-hidden="true">
                  {bases.map((basis) => (
                    <Bar
                      key={basis}
                      basis={basis}
                      value={shareOf(pointsOf(basis, id), maxPoints)}
                      median={shareOf(medianOf(rankings[basis], id), maxPoints)}
                    />
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

/** For a bar; what is below 0, and what there are no points for, has none. */
function shareOf(points: string | null, maxPoints: string): number {
  return Math.max(0, Math.min(1, Number(points) / Number(maxPoints))) || 0;
}

function Legend({ name }: { readonly name: string }) {
  const { score: words, words: common } = texts.value;
  return (
    <>
      <bdi>{name}</bdi> <span class="swatch claimed" /> {common.claimed} <span class="swatch verified" />{' '}
      {common.verified} <span class="swatch median" /> {words.median}
    </>
  );
}

interface BarProps {
  readonly basis: (typeof bases)[number];
  /** Shares of the full points, from 0 to 1. */
  readonly value: number;
  readonly median: number;
}

function Bar({ basis, value, median }: BarProps) {
  return (
    <span class="track">
      <span class={`bar ${basis}`} style={{ width: `${100 * value}%` }} />
      <span class="median" style={{ left: `${100 * median}%` }} />
    </span>
  );
}
