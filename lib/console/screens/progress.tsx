import { fromAddress, goTo } from '../address.ts';
import { AnswerFiles } from '../answer-files.tsx';
import { api } from '../api.ts';
import { OnDemand } from '../charts/on-demand.tsx';
import { claimableOf } from '../counted.ts';
import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Choice, Read } from '../parts.tsx';
import type { Resource } from '../resource.ts';
import { type Basis, type Summary, type SummaryRow, useSummary } from '../summary.ts';
import { ProgressComponent } from './progress-component.tsx';
import { ProgressCounts } from './progress-counts.tsx';
import { HeatTable } from './progress-heat.tsx';

const bases = ['verified', 'claimed'] as const;
const views = ['state', 'rate'] as const;

/** How far everybody is: counts, who has handed in nothing, and every district by every component. */
export default function ProgressScreen(context: CycleContext) {
  const { cycle } = context;
  const { progress: words } = texts.value;
  const basis = fromAddress('basis') === 'claimed' ? 'claimed' : 'verified';
  const group = fromAddress('group') ?? '';
  // States are those that books show; what counts on the basis chosen is another answer.
  const said = useSummary(cycle.id, 'claimed');
  const isCounted = fromAddress('component') !== null || fromAddress('show') === 'rate';
  const ofGroup = (rows: readonly SummaryRow[]) => rows.filter((row) => group === '' || row.group === group);
  return (
    <section class="progress">
      <h1>{words.heading}</h1>
      <Controls {...{ context, basis, group }} />
      <p class="actions">
        <AnswerFiles
          label={texts.value.words.tables}
          ask={(format) =>
            api.GET('/v1/cycles/{cycle}/summary', {
              params: { path: { cycle: cycle.id }, query: { basis, format } },
              parseAs: 'blob',
            })
          }
        />
      </p>
      <Read from={said}>
        {(summary) => {
          const rows = ofGroup(summary.rows);
          return (
            <>
              <p class="loading">{words.asOf(summary.version, rows.length)}</p>
              <ProgressCounts components={context.components} rows={rows} />
              <OnDemand summary={words.funnelSummary} load={loadFunnel} props={funnelOf(context, rows)} />
              {basis === 'claimed' || !isCounted ? (
                <Pictures {...{ context, basis, ofGroup }} states={rows} counted={said} />
              ) : (
                <CountedPictures {...{ context, basis, ofGroup }} states={rows} />
              )}
            </>
          );
        }}
      </Read>
    </section>
  );
}

const loadFunnel = () => import('./progress-funnel.tsx');

function funnelOf({ cycle, components }: CycleContext, rows: readonly SummaryRow[]) {
  const claimable = claimableOf(components);
  const expected = rows.reduce(
    (sum, row) =>
      sum +
      row.components.filter(({ component, state }) => claimable.has(component) && state !== 'not-applicable').length,
    0,
  );
  return { cycle, districts: rows.map(({ district }) => district), expected };
}

interface ControlsProps {
  readonly context: CycleContext;
  readonly basis: Basis;
  readonly group: string;
}

function Controls({ context: { cycle, components }, basis, group }: ControlsProps) {
  const { progress: words, words: common, ranking } = texts.value;
  const groups = [...new Set(cycle.districts.flatMap((district) => district.group ?? []))];
  const show = fromAddress('show') === 'rate' ? 'rate' : 'state';
  return (
    <div class="controls">
      {groups.length > 0 && (
        <Choice
          label={ranking.group}
          value={group}
          options={[['', ranking.allGroups], ...groups.map((name) => [name, name] as const)]}
          choose={(chosen) => goTo({ group: chosen || null })}
        />
      )}
      <Choice
        label={words.show}
        value={show}
        options={views.map((name) => [name, words.shows[name]])}
        choose={(chosen) => goTo({ show: chosen })}
      />
      <Choice
        label={words.counted}
        value={basis}
        options={bases.map((name) => [name, common[name]])}
        choose={(chosen) => goTo({ basis: chosen })}
      />
      <Choice
        label={common.component}
        value={fromAddress('component') ?? ''}
        options={[['', words.noComponent], ...components.map(componentOption)]}
        choose={(chosen) => goTo({ component: chosen || null })}
      />
      {fromAddress('component') !== null && (
        <Choice
          label={words.mark}
          value={fromAddress('district') ?? ''}
          options={[['', common.none], ...cycle.districts.map(({ id, name }) => [id, say(name)] as const)]}
          choose={(chosen) => goTo({ district: chosen || null })}
        />
      )}
    </div>
  );
}

function componentOption({ id, name }: CycleContext['components'][number]) {
  return [id, `${id} ${say(name)}`] as const;
}

interface PicturesProps {
  readonly context: CycleContext;
  readonly basis: Basis;
  /** As books show them. */
  readonly states: readonly SummaryRow[];
  readonly counted: Resource<Summary>;
  readonly ofGroup: (rows: readonly SummaryRow[]) => readonly SummaryRow[];
}

/** The same with what counts on another basis than the one of the states. */
function CountedPictures(props: Omit<PicturesProps, 'counted'>) {
  const counted = useSummary(props.context.cycle.id, props.basis);
  return <Pictures {...props} counted={counted} />;
}

/** Every district by every component; before it, where one is chosen, the pictures of one component. */
function Pictures({ context, basis, states, counted, ofGroup }: PicturesProps) {
  const chosen = context.components.find(({ id }) => id === fromAddress('component'));
  const isCompletion = fromAddress('show') === 'rate';
  return (
    <>
      {chosen && (
        <Read from={counted}>
          {({ rows }) => (
            <ProgressComponent {...{ context, basis }} component={chosen} rows={rows} shown={ofGroup(rows)} />
          )}
        </Read>
      )}
      {isCompletion ? (
        <Read from={counted}>{({ rows }) => <HeatTable context={context} rows={ofGroup(rows)} show="rate" />}</Read>
      ) : (
        <HeatTable context={context} rows={states} show="state" />
      )}
    </>
  );
}
