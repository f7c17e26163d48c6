import type { CycleContext, Scheme } from '../cycle.ts';
import { type Graded, gradeText } from '../grade.ts';
import { say, targetText, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Read, Scrolled } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { useSteps } from '../steps.ts';
import { type ChangedDistrict, differencesOf, type Fact, type Final, type Pair } from './year-differences.ts';
import { readFinal } from './year-final.ts';

interface DifferencesProps extends Pick<CycleContext, 'cycle' | 'scheme' | 'components' | 'nameOf'> {
  readonly final: Final;
}

/** What a corrected result changed of the one before: district by district, and of each component what differs. */
export function Differences({ final, ...context }: DifferencesProps) {
  const { differences: words } = texts.value.year;
  const { cycle, supersedes, revision } = final;
  const older = useResource(
    (signal) => readFinal(cycle, supersedes!.revision, signal),
    ['final', cycle, supersedes!.revision],
  );
  return (
    <section>
      <h2>{words.heading(supersedes!.revision, revision)}</h2>
      <Read from={older}>{(before) => <ChangedDistricts {...context} changed={differencesOf(before, final)} />}</Read>
    </section>
  );
}

interface ChangedProps extends Omit<DifferencesProps, 'final'> {
  readonly changed: readonly ChangedDistrict[];
}

function ChangedDistricts({ changed, scheme, components, nameOf }: ChangedProps) {
  const { year, words: common } = texts.value;
  const { differences: words, blockers } = year;
  const { items, next, showMore } = useSteps(changed);
  if (changed.length === 0) return <p>{words.none}</p>;
  return (
    <>
      <p>{words.intro(changed.length)}</p>
      <Scrolled label={year.differences.fact}>
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">{common.district}</th>
              <th scope="col">{words.fact}</th>
              <th scope="col" class="number">
                {words.was}
              </th>
              <th scope="col" class="number">
                {words.now}
              </th>
            </tr>
          </thead>
          {items.map((district) => (
            <DistrictLines key={district.district} {...{ district, scheme, components, nameOf }} />
          ))}
        </table>
      </Scrolled>
      {next > 0 && (
        <button type="button" onClick={showMore}>
          {blockers.more(next)}
        </button>
      )}
    </>
  );
}

interface LinesProps extends Omit<ChangedProps, 'changed' | 'cycle'> {
  readonly district: ChangedDistrict;
}

function DistrictLines({
  scheme,
  district: { district, rank, score, grade, components: parts },
  components,
  nameOf,
}: LinesProps) {
  const { year, words: common } = texts.value;
  const names = new Map(components.map(({ id, name }) => [id, say(name)]));
  const lines = [
    ...(rank ? [{ what: common.rank, ...shown(rank) }] : []),
    ...(score ? [{ what: common.total, ...shown(score) }] : []),
    ...(grade ? [{ what: common.grade, ...gradesShown(scheme, grade) }] : []),
    ...parts.flatMap(({ component, facts }) =>
      facts.map(({ fact, ...pair }) => ({
        what: `${component} ${names.get(component)} · ${year.differences.facts[fact]}`,
        before: factText(fact, pair.before),
        after: factText(fact, pair.after),
      })),
    ),
  ];
  return (
    <tbody>
      {lines.map(({ what, before, after }, index) => (
        <tr key={what}>
          {index === 0 && (
            <th scope="rowgroup" rowSpan={lines.length}>
              <Link to={{ view: 'score', district }}>
                <bdi>{say(nameOf(district))}</bdi>
              </Link>
            </th>
          )}
          <td>{what}</td>
          <td class="number">{before}</td>
          <td class="number">{after}</td>
        </tr>
      ))}
    </tbody>
  );
}

function gradesShown(scheme: Scheme, { before, after }: Pair<Graded>): Pair<string> {
  const text = (graded: Graded) => gradeText(scheme, graded) ?? '';
  return { before: text(before), after: text(after) };
}

function shown({ before, after }: Pair<string | number>): Pair<string> {
  return { before: String(before), after: String(after) };
}

function factText(fact: Fact, text: string | null): string {
  const { year, words: common } = texts.value;
  const { differences: words } = year;
  if (text === null) return common.none;
  if (fact === 'returned') return text === 'true' ? words.yes : words.no;
  if (fact === 'target') return targetText(text) ?? '';
  if (fact === 'state') return common.states[text as keyof typeof common.states];
  if (fact !== 'evidence') return text;
  const digests = text.split(' ');
  return `${words.files(digests.length)} (${digests.map((digest) => digest.slice(0, 8)).join(' ')})`;
}
