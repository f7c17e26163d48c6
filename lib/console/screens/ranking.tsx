import { fromAddress, goTo } from '../address.ts';
import type { StackRow } from '../charts/category-stack.tsx';
import { OnDemand } from '../charts/on-demand.tsx';
import type { CycleContext, Scheme } from '../cycle.ts';
import { scoredCategories } from '../grade.ts';
import { say, texts } from '../language.ts';
import { version } from '../live.ts';
import { Choice, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { type Basis, type Chosen, readPast, readStanding, type Standing } from './ranking-standing.ts';
import { RankingTable } from './ranking-table.tsx';

const bases = ['verified', 'claimed'] as const;

/** The ranking: who stands where, on what basis, what moved, and whether it is final. */
export default function RankingScreen({ cycle, scheme, ranking, components, nameOf }: CycleContext) {
  const { ranking: words, words: common } = texts.value;
  const basis: Basis = fromAddress('basis') === 'claimed' ? 'claimed' : 'verified';
  const [by, group, since] = [fromAddress('by') ?? '', fromAddress('group') ?? '', fromAddress('since') ?? '20'];
  const groups = [...new Set(cycle.districts.flatMap((district) => district.group ?? []))];
  const shown = useResource(
    (signal) =>
      readStanding(cycle.id, { basis, by, group }, signal, version.value === ranking.version ? ranking : null),
    [cycle.id, basis, by, group],
    `${version.value} ${cycle.state}`,
  );
  const main = shown.value?.main ?? null;
  const past = useResource(
    async (signal) => main && readPast(cycle.id, { main, since, scheme, components, nameOf }, signal),
    [cycle.id, basis, by, group, since],
    main?.version,
  );
  const byOptions = [
    ['', common.total] as const,
    ...scoredCategories(scheme).map(({ id, name }) => [`category:${id}`, say(name)] as const),
    ...components.map(({ id, name }) => [`component:${id}`, `${id} ${say(name)}`] as const),
  ];
  return (
    <section class="ranking">
      <h1>{words.heading}</h1>
      <Controls {...{ basis, by, group, since, groups, byOptions }} />
      <Read from={shown}>
        {(value) => (
          <>
            <RankingTable
              {...value}
              {...{ cycle, scheme, nameOf }}
              past={past.value}
              title={byOptions.find(([id]) => id === by)?.[1] ?? by}
            />
            {by === '' && <Categories standing={value} scheme={scheme} />}
          </>
        )}
      </Read>
    </section>
  );
}

interface ControlsProps extends Chosen {
  readonly since: string;
  readonly groups: readonly string[];
  readonly byOptions: readonly (readonly [string, string])[];
}

/** What is ranked, among whom, and since when moves are told. */
function Controls({ basis, by, group, since, groups, byOptions }: ControlsProps) {
  const { ranking: words, words: common } = texts.value;
  return (
    <div class="controls">
      <Choice
        label={words.basis}
        value={basis}
        options={bases.map((name) => [name, common[name]])}
        choose={(chosen) => goTo({ basis: chosen })}
      />
      <Choice label={words.by} value={by} options={byOptions} choose={(chosen) => goTo({ by: chosen || null })} />
      {groups.length > 0 && (
        <Choice
          label={words.group}
          value={group}
          options={[['', words.allGroups], ...groups.map((name) => [name, name] as const)]}
          choose={(chosen) => goTo({ group: chosen || null })}
        />
      )}
      <Choice
        label={words.since}
        value={since}
        options={[
          ...['5', '20', '100'].map((count) => [count, words.sinceVersions(Number(count))] as const),
          ['all', words.sinceBeginning],
        ]}
        choose={(chosen) => goTo({ since: chosen })}
      />
    </div>
  );
}

/** What totals are made of; read when it is wanted. */
function Categories({ standing, scheme }: { readonly standing: Standing; readonly scheme: Scheme }) {
  const load = () => import('../charts/category-stack.tsx');
  return <OnDemand summary={texts.value.charts.stack} load={load} props={stackOf(standing, scheme)} />;
}

/** What the picture of categories is made of: both bases of each district, in the order of the ranking. */
function stackOf({ main, other }: Standing, scheme: Scheme) {
  const others = new Map(other.rows.map((row) => [row.district, row]));
  const rows = main.rows.flatMap((row): StackRow[] => {
    const beside = others.get(row.district);
    if (!beside) return [];
    const [claimed, verified] = main.basis === 'claimed' ? [row, beside] : [beside, row];
    const totals = { claimed: claimed.score, verified: verified.score };
    const name = say(row.name);
    return [{ district: row.district, name, claimed: claimed.categories, verified: verified.categories, totals }];
  });
  const categories = scoredCategories(scheme).map(({ id, name }) => ({ id, name: say(name) }));
  return { title: texts.value.charts.stackTitle, categories, rows };
}
