import { Problem, tell } from '../../client/index.ts';
import { fromAddress, goTo } from '../address.ts';
import { api } from '../api.ts';
import { readFiles } from '../book-data.ts';
import { useCalm } from '../calm.ts';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { gradeText } from '../grade.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { version } from '../live.ts';
import { Choice, Downloads, Fault, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { readSheet, type Sheet } from '../score-data.ts';
import { person } from '../session.ts';
import type { BookPlace } from '../upload.ts';
import { CategoryChart } from './score-chart.tsx';
import { sheetFile } from './score-file.ts';
import { SheetTable } from './score-table.tsx';

/** Where the board moves all the time the sheet follows at this pace, so that a reading comes to its end. */
const calmMilliseconds = 1_000;

/** A district's score sheet: the method's own table with points, steps, evidence and history, and the cohort beside it. */
export default function ScoreScreen(context: CycleContext) {
  const { score: words, words: common } = texts.value;
  const { cycle, nameOf } = context;
  const own = person.value!.district;
  const district = fromAddress('district') ?? own ?? cycle.districts[0]!.id;
  const place = { cycle: cycle.id, district };
  const sheet = useResource(
    (signal) => readSheet(place, signal),
    [cycle.id, district],
    `${useCalm(version.value, calmMilliseconds)} ${cycle.state}`,
  );
  return (
    <section class="score">
      <h1>
        {words.heading} · <bdi>{say(nameOf(district))}</bdi>
      </h1>
      <p class="soft">
        {cycle.year} · {say(context.scheme.title)}
      </p>
      {own === null && (
        <div class="controls">
          <Choice
            label={common.district}
            value={district}
            options={cycle.districts.map(({ id, name }) => [id, say(name)])}
            choose={(chosen) => goTo({ district: chosen, open: null })}
          />
        </div>
      )}
      <Read from={sheet}>{(value) => <ShownSheet {...{ context, place }} sheet={value} />}</Read>
    </section>
  );
}

interface ShownProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly sheet: Sheet;
}

function ShownSheet({ context, place, sheet }: ShownProps) {
  const { score: words, words: common } = texts.value;
  const { scores } = sheet;
  return (
    <>
      <Standing {...{ context, place, sheet }} />
      <CategoryChart {...{ context, place, sheet }} />
      <h2>{words.table}</h2>
      {scores instanceof Problem ? (
        <>
          <Fault fault={scores} />
          <p>
            <Link to={{ district: person.value!.district }}>{words.toOwn}</Link>
          </p>
        </>
      ) : (
        <>
          <OpenedTable {...{ context, place, scores }} />
          <p class="actions">
            <button type="button" onClick={() => print()}>
              {common.print}
            </button>
            <Downloads table={() => sheetFile(context, place.district, scores)} />
          </p>
        </>
      )}
    </>
  );
}

/** Total, rank, what its points rest on besides the components, and whether it is final, in one line. */
function Standing({ context: { cycle, scheme }, place, sheet: { rankings } }: ShownProps) {
  const { score: words, ranking } = texts.value;
  const { provisional, asOf, version: shown } = rankings.verified;
  const coefficients = Object.entries(cycle.districts.find(({ id }) => id === place.district)?.coefficients ?? {});
  const rows = (['claimed', 'verified'] as const).map((basis) => ({
    basis,
    row: rankings[basis].rows.find(({ district }) => district === place.district),
  }));
  return (
    <p class={provisional ? 'banner' : 'banner sealed'}>
      <strong>{provisional ? words.provisional : words.sealed}</strong>{' '}
      {rows.map(({ basis, row }) => {
        if (!row) return null;
        const grade = gradeText(scheme, row);
        const told = words.standing(basis, row.score, scheme.maxPoints, row.rank);
        return `${grade === null ? told : words.graded(told, grade)} · `;
      })}
      {coefficients.map(([name, value]) => `${words.coefficient(name, value)} · `)}
      {ranking.asOf(shown, timeText(asOf, cycle.timeZone))}
    </p>
  );
}

interface OpenedProps extends Pick<ShownProps, 'context' | 'place'> {
  readonly scores: Exclude<Sheet['scores'], Problem>;
}

/** The table; what its rows rest on is read when the first of them is opened. */
function OpenedTable({ context, place, scores }: OpenedProps) {
  const open = (fromAddress('open') ?? '').split(',').filter(Boolean);
  const details = useResource(
    async (signal) => {
      if (open.length === 0) return null;
      const params = { path: place };
      const [book, files] = await Promise.all([
        tell(api.GET('/v1/cycles/{cycle}/districts/{district}/book', { params, signal })),
        readFiles(place, signal),
      ]);
      return { book, files };
    },
    [place.cycle, place.district, open.length > 0],
    scores.claimed.revision,
  );
  return <SheetTable {...{ context, place, scores, open, details }} />;
}
