import type { Reply } from '../../client/index.ts';
import { fromAddress, goTo } from '../address.ts';
import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Choice } from '../parts.tsx';
import { useSteps } from '../steps.ts';
import { type DistrictPoints, groupBlockers, settledAt, shownAt } from './year-points.ts';

/** An open point as the API shows it. */
export type Blocker = Reply<'getFinalization'>['blockers'][number];

interface BlockersProps extends Pick<CycleContext, 'cycle' | 'components' | 'nameOf'> {
  readonly blockers: readonly Blocker[];
  /** Points that a sealed result passed over: nobody settles them any more. */
  readonly isSealed?: boolean;
}

/** Open points by kind and district, each a link to the screen where it is settled; those of one district on demand. */
export function Blockers({ blockers, isSealed = false, ...context }: BlockersProps) {
  const { blockers: words } = texts.value.year;
  const only = fromAddress('only') ?? '';
  const districts = [...new Set(blockers.map(({ district }) => district))];
  const shown = districts.includes(only) ? blockers.filter(({ district }) => district === only) : blockers;
  return (
    <>
      {districts.length > 1 && (
        <div class="controls">
          <Choice
            label={words.filter}
            value={districts.includes(only) ? only : ''}
            options={[['', words.everyone], ...districts.map((id) => [id, say(context.nameOf(id))] as const)]}
            choose={(chosen) => goTo({ only: chosen || null })}
          />
        </div>
      )}
      {groupBlockers(shown).map(({ kind, count, districts: of }) => (
        <details key={kind} class="points" open={!isSealed && of.length <= 20}>
          <summary>
            {words.kinds[kind]} <strong>{count}</strong> · {words.districts(of.length)}{' '}
            {!isSealed && <small>{words.settle[kind]}</small>}
          </summary>
          <KindPoints {...context} {...{ kind, of, isSealed }} />
        </details>
      ))}
    </>
  );
}

interface KindProps extends Omit<BlockersProps, 'blockers' | 'isSealed'> {
  readonly isSealed: boolean;
  readonly kind: Blocker['kind'];
  readonly of: readonly DistrictPoints[];
}

function KindPoints({ kind, of, isSealed, components, nameOf }: KindProps) {
  const { blockers: words } = texts.value.year;
  const { items, next, showMore } = useSteps(of);
  const addressOf = (district: string, component: string | null) =>
    isSealed ? shownAt(district, component) : settledAt(kind, district, component);
  const names = new Map(components.map(({ id, name }) => [id, say(name)]));
  return (
    <>
      <ul class="districts">
        {items.map(({ district, components: open, files }) => (
          <li key={district}>
            <bdi>{say(nameOf(district))}</bdi>
            <span class="links">
              {open.map((component) => (
                <Link
                  key={component}
                  to={addressOf(district, component)}
                  label={words.of(words.kinds[kind], say(nameOf(district)), `${component} ${names.get(component)}`)}
                >
                  {component} {names.get(component)}
                </Link>
              ))}
              {files > 0 && (
                <Link to={addressOf(district, null)}>
                  {words.file}
                  {files > 1 && ` × ${files}`}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
      {next > 0 && (
        <button type="button" onClick={showMore}>
          {words.more(next)}
        </button>
      )}
    </>
  );
}

/** How many open points there are of each kind. */
export function BlockerCounts({ blockers }: { readonly blockers: readonly Blocker[] }) {
  const { blockers: words } = texts.value.year;
  return (
    <ul>
      {groupBlockers(blockers).map(({ kind, count }) => (
        <li key={kind}>
          {words.kinds[kind]} <strong>{count}</strong>
        </li>
      ))}
    </ul>
  );
}
