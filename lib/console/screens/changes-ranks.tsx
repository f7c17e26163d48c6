import { useState } from 'preact/hooks';
import { tell } from '../../client/index.ts';
import { fromAddress, goTo } from '../address.ts';
import { api } from '../api.ts';
import { RankLines } from '../charts/rank-lines.tsx';
import { rankPaths } from '../charts/rank-paths.ts';
import type { CycleContext } from '../cycle.ts';
import { changesBetween } from '../feed.ts';
import { say, texts } from '../language.ts';
import { Choice, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';

const windows = ['50', '200', 'all'] as const;
const topCount = 10;
const linesMax = 20;

interface RanksProps {
  readonly context: CycleContext;
  readonly basis: 'claimed' | 'verified';
  readonly district: string;
  readonly newest: number;
}

/** How ranks went: of the first ten, of the district chosen, or of those that are ticked. */
export function ChangesRanks({ context, basis, district, newest }: RanksProps) {
  const { changes: words } = texts.value;
  const { id } = context.cycle;
  const window = windows.find((name) => name === fromAddress('window')) ?? '50';
  const along = fromAddress('along') === 'time' ? 'time' : 'version';
  const ticked = (fromAddress('lines') ?? '').split(',').filter(Boolean);
  const [left, setLeft] = useState(0);
  const read = useResource((signal) => readRanks(id, basis, window, signal, setLeft), [id, basis, window], newest);
  return (
    <>
      <h2>{words.ranks}</h2>
      <div class="controls">
        <Choice
          label={words.window}
          value={window}
          options={windows.map((name) => [name, words.windows[name]])}
          choose={(chosen) => goTo({ window: chosen }, 'replace')}
        />
        <Choice
          label={words.along}
          value={along}
          options={(['version', 'time'] as const).map((name) => [name, words.alongs[name]])}
          choose={(chosen) => goTo({ along: chosen }, 'replace')}
        />
      </div>
      <Ticks {...{ context, ticked }} />
      {read.isLoading && left > 100 && <p class="loading">{words.left(left)}</p>}
      <Read from={read}>{(value) => <Lines {...{ value, context, basis, district, along, ticked }} />}</Read>
    </>
  );
}

interface LinesProps extends Omit<RanksProps, 'newest'> {
  readonly value: Awaited<ReturnType<typeof readRanks>>;
  readonly along: 'version' | 'time';
  readonly ticked: readonly string[];
}

function Lines({ value: { rows, ...source }, context, basis, district, along, ticked }: LinesProps) {
  const { changes: words, words: common } = texts.value;
  const first = rows.slice(0, topCount).map((row) => row.district);
  const shown = ticked.length > 0 ? ticked : [...new Set([...first, ...(district ? [district] : [])])];
  const ranks = new Map(rows.map((row) => [row.district, row.rank]));
  const paths = rankPaths({ ...source, basis, ranks }, shown).map((path) => ({
    ...path,
    name: say(context.nameOf(path.district)),
  }));
  const title = words.ranksTitle(source.from, source.to, common[basis]);
  return <RankLines {...{ title, paths, along }} chosen={district || null} timeZone={context.cycle.timeZone} />;
}

async function readRanks(
  cycle: string,
  basis: RanksProps['basis'],
  window: (typeof windows)[number],
  signal: AbortSignal,
  onProgress: (left: number) => void,
) {
  const params = { path: { cycle }, query: { basis } };
  const { version: to, rows } = await tell(api.GET('/v1/cycles/{cycle}/ranking', { params, signal }));
  const from = window === 'all' ? 0 : Math.max(0, to - Number(window));
  return { rows, from, to, changes: await changesBetween(cycle, from, to, signal, onProgress) };
}

/** Which districts have a line. */
function Ticks({ context, ticked }: { readonly context: CycleContext; readonly ticked: readonly string[] }) {
  const { changes: words } = texts.value;
  const [isOpen, setOpen] = useState(false);
  const choose = (lines: readonly string[]) => goTo({ lines: lines.join(',') || null }, 'replace');
  return (
    <details class="ticks" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{ticked.length > 0 ? words.tickedCount(ticked.length) : words.tickedNone(topCount)}</summary>
      {isOpen && (
        <fieldset>
          <legend>{words.tick(linesMax)}</legend>
          {context.cycle.districts.map(({ id, name }) => {
            const isTicked = ticked.includes(id);
            return (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={isTicked}
                  disabled={!isTicked && ticked.length >= linesMax}
                  onChange={() => choose(isTicked ? ticked.filter((other) => other !== id) : [...ticked, id])}
                />{' '}
                <bdi>{say(name)}</bdi>
              </label>
            );
          })}
          <button type="button" onClick={() => choose([])}>
            {words.untick}
          </button>
        </fieldset>
      )}
    </details>
  );
}
