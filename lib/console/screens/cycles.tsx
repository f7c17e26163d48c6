import { tell } from '../../client/index.ts';
import { fromAddress, goTo } from '../address.ts';
import { api } from '../api.ts';
import { type Cycle, cyclesOpened, readCycles } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Read, Scrolled } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { person } from '../session.ts';
import { NewCycle } from './cycles-new.tsx';

async function readAll(signal: AbortSignal) {
  const [cycles, schemes] = await Promise.all([readCycles(signal), tell(api.GET('/v1/schemes', { signal }))]);
  const latestFirst = [...cycles].sort((a, b) => b.year - a.year || (a.id < b.id ? -1 : 1));
  return { cycles: latestFirst, schemes: schemes.items };
}

/** All cycles, and the form that opens another. Also shown where there is none yet. */
export default function CyclesScreen() {
  const { cycles: words } = texts.value;
  const openedId = fromAddress('opened');
  const read = useResource(readAll, ['all-cycles'], cyclesOpened.value);
  const opened = (id: string) => {
    cyclesOpened.value++;
    goTo({ cycle: id, opened: id });
  };
  return (
    <div class="cycles">
      <h1>{words.heading}</h1>
      {openedId !== null && (
        <p class="banner sealed" role="status">
          {words.done(openedId)} <Link to={{ view: 'targets', cycle: openedId }}>{words.next}</Link>
        </p>
      )}
      <Read from={read}>
        {({ cycles, schemes }) => (
          <>
            {cycles.length === 0 ? <p>{words.none}</p> : <CycleTable cycles={cycles} />}
            {person.value!.role === 'admin' ? (
              <NewCycle key={openedId} {...{ cycles, schemes, opened }} />
            ) : (
              <p>{words.onlyAdmin}</p>
            )}
          </>
        )}
      </Read>
    </div>
  );
}

function CycleTable({ cycles }: { readonly cycles: readonly Cycle[] }) {
  const { cycles: words, words: common } = texts.value;
  const { columns } = words;
  return (
    <Scrolled label={words.heading}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.id}</th>
            <th scope="col" class="number">
              {columns.year}
            </th>
            <th scope="col">{common.state}</th>
            <th scope="col" class="number">
              {columns.districts}
            </th>
            <th scope="col">{columns.closes}</th>
            <th scope="col">{columns.finalizes}</th>
            <th scope="col" class="number">
              {columns.results}
            </th>
            <th scope="col">{columns.scheme}</th>
          </tr>
        </thead>
        <tbody>
          {cycles.map((cycle) => (
            <CycleRow key={cycle.id} cycle={cycle} />
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function CycleRow({ cycle }: { readonly cycle: Cycle }) {
  const { id, year, state, districts, timeZone, submissionsCloseAt, finalizeAt, finalRevision, scheme } = cycle;
  return (
    <tr>
      <th scope="row">
        <Link to={{ view: 'year', cycle: id }}>{id}</Link>
      </th>
      <td class="number">{year}</td>
      <td>{texts.value.words.cycleStates[state]}</td>
      <td class="number">{districts.length}</td>
      <td>
        <time dateTime={submissionsCloseAt}>{timeText(submissionsCloseAt, timeZone)}</time>
      </td>
      <td>
        <time dateTime={finalizeAt}>{timeText(finalizeAt, timeZone)}</time>
      </td>
      <td class="number">{finalRevision}</td>
      <td>
        <Link to={{ view: 'method', cycle: id }}>{scheme}</Link>
      </td>
    </tr>
  );
}
