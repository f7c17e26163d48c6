import { useMemo, useState } from 'preact/hooks';
import { baselineText } from '../cohort-cause.ts';
import type { CycleContext } from '../cycle.ts';
import { differenceText, timeText } from '../format.ts';
import { language, say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import type { MatchingChange, Move } from './changes-filter.ts';

interface EntryProps {
  readonly change: MatchingChange;
  readonly context: CycleContext;
}

/** One version of the board in sentences. It never changes, so it is made once. */
export function ChangeEntry({ change, context }: EntryProps) {
  const key = `${change.moves.length} ${change.passed.length} ${language.value}`;
  return useMemo(() => <Entry {...{ change, context }} />, [key, context]);
}

function Entry({ change: { version, at, causes, rivals, moves, passed }, context }: EntryProps) {
  const { changes: words } = texts.value;
  return (
    <li>
      <p class="when">
        <time dateTime={at}>{timeText(at, context.cycle.timeZone)}</time> · {words.version(version)}
        {causes.length > 0 && (
          <>
            {' · '}
            {words.causes}
            <DistrictList districts={causes.map(({ district }) => district)} context={context} />
          </>
        )}
      </p>
      <ul class="moves">
        {moves.map((move) => (
          <MoveSentence key={move.district} {...{ move, rivals, context }} />
        ))}
      </ul>
      {passed.length > 0 && <Passed {...{ passed, context }} isAlone={moves.length === 0} />}
    </li>
  );
}

interface PassedProps {
  readonly passed: readonly Move[];
  /** Nothing else moved of what was asked for. */
  readonly isAlone: boolean;
  readonly context: CycleContext;
}

/** Whose rank moved because others did: many, so they are unfolded. */
function Passed({ passed, isAlone, context }: PassedProps) {
  const { changes: words } = texts.value;
  const [isOpen, setOpen] = useState(false);
  const list = (
    <ul class="passed">
      {passed.map(({ district, rank }) => (
        <li key={district}>
          <bdi>{say(context.nameOf(district))}</bdi> {words.rank(rank[0]!, rank[1]!)}
          {isAlone && passed.length === 1 && words.byOthers}
        </li>
      ))}
    </ul>
  );
  if (isAlone && passed.length === 1) return list;
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.passed(passed.length)}</summary>
      {isOpen && list}
    </details>
  );
}

interface MoveProps {
  readonly move: Move;
  /** Of the whole change. */
  readonly rivals: MatchingChange['rivals'];
  readonly context: CycleContext;
}

/** “松江区 16 劳务协作 −3.00：镇海区第 16 项赶超；总分 8.44，第 6 名降至第 8 名” */
function MoveSentence({ move: { district, basis, score, rank, components }, rivals = [], context }: MoveProps) {
  const { changes: words } = texts.value;
  const isMoved = rank[0] !== rank[1];
  return (
    <li>
      <Link to={{ view: 'score', district }}>
        <bdi>{say(context.nameOf(district))}</bdi>
      </Link>{' '}
      {components.map((of, index) => (
        <span key={of.component}>
          {index > 0 && words.and}
          <ComponentName id={of.component} context={context} />{' '}
          <b class="number">{differenceText(of.points[0]!, of.points[1]!)}</b>
          {words.colon}
          <Because
            move={of}
            rivals={rivals.find((list) => list.basis === basis && list.component === of.component)}
            context={context}
          />
        </span>
      ))}
      {words.semicolon}
      {words.total(score[0]!, score[1]!)}
      {isMoved && (
        <>
          {words.and}
          {words.rank(rank[0]!, rank[1]!)}
        </>
      )}
    </li>
  );
}

function ComponentName({ id, context }: { readonly id: string; readonly context: CycleContext }) {
  const component = context.components.find((of) => of.id === id);
  return (
    <>
      {id} {component && say(component.name)}
    </>
  );
}

interface BecauseProps {
  readonly move: Move['components'][number];
  /** Those of this component; none where the own book changed. */
  readonly rivals: NonNullable<MatchingChange['rivals']>[number] | undefined;
  readonly context: CycleContext;
}

/** Of more rivals than these the first are named. */
const rivalsNamedMax = 5;

/** Why, with the rivals' names. One rival has passed or fallen behind; of several only that they moved is known. */
function Because({ move: { because, component, points }, rivals, context }: BecauseProps) {
  const { changes: words } = texts.value;
  if (because.kind === 'own-book' || !rivals) return <>{words.ownBook}</>;
  const { districts } = rivals;
  const of = context.components.find(({ id }) => id === component);
  const baseline = of ? baselineText(of, context.components) : null;
  const rule = of?.rule;
  // Where places are dense, falling apart from an equal can push others out as well as rising can.
  const isPlain = districts.length === 1 && !(rule && 'ties' in rule && rule.ties === 'dense');
  const hasFallen = Number(points[1]) < Number(points[0]);
  const how = !isPlain ? words.rivalsMoved : hasFallen ? words.rivalPassed : words.rivalFell;
  return (
    <>
      <DistrictList districts={districts.slice(0, rivalsNamedMax)} context={context} />
      {districts.length > rivalsNamedMax && words.andMore(districts.length)}
      {baseline ?? how(component)}
    </>
  );
}

function DistrictList({
  districts,
  context,
}: {
  readonly districts: readonly string[];
  readonly context: CycleContext;
}) {
  const { changes: words } = texts.value;
  return (
    <>
      {districts.map((district, index) => (
        <span key={district}>
          {index > 0 && words.comma}
          <bdi>{say(context.nameOf(district))}</bdi>
        </span>
      ))}
    </>
  );
}
