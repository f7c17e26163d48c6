import { filledBy, shownNumber } from '../counted.ts';
import type { CycleContext } from '../cycle.ts';
import { kindName } from '../evidence.tsx';
import { timeText } from '../format.ts';
import { say, targetText, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { stateText } from '../state-text.ts';
import type { DraftProps } from './book-component.tsx';

/** Name, state and numbers of a component, why it was returned, what it lacks, and the clause as it was published. */
export function ComponentHead(props: DraftProps) {
  const { item, component, context, completeness, returned, place } = props;
  const { book: words, words: common } = texts.value;
  return (
    <>
      <h3 id={`name-${item.component}`}>
        {item.component} {say(component.name)}{' '}
        <span class={`state ${item.state}`}>{stateText(component, item.state)}</span>
      </h3>
      {item.claim?.returned && (
        <div class="return-reason">
          <strong>{common.reason}：</strong>
          <bdi class="as-written">{returned?.reason}</bdi>
          {returned && <p>{words.returned(timeText(returned.at, context.cycle.timeZone), returned.by)}</p>}
        </div>
      )}
      <Numbers {...props} />
      {completeness.missing.length > 0 && (
        <p class="missing">
          <strong>{words.missing}：</strong>
          {completeness.missing.map((kind) => words.missingKinds[kind]).join(' · ')}
        </p>
      )}
      {filledBy(component) === 'district' && item.target !== 'not-applicable' && (
        <p class="kinds">
          {completeness.evidence.map(({ kind, cited }) => (
            <span key={kind} class={cited > 0 ? 'kind there' : 'kind'}>
              {cited > 0 ? '✓ ' : ''}
              {words.files.kindCount(kindName(context.components, kind), cited)}
            </span>
          ))}
          {completeness.onSite.needed && (
            <span class={completeness.onSite.done ? 'kind there' : 'kind'}>
              {completeness.onSite.done ? '✓ ' : ''}
              {words.onSite}
            </span>
          )}
        </p>
      )}
      <details>
        <summary>{words.clause}</summary>
        <Clause {...{ context, component }} />
        <Link to={{ view: 'score', district: place.district, open: item.component }}>{words.history}</Link>
      </details>
    </>
  );
}

function Numbers({ item, component, score }: DraftProps) {
  const { book: words, words: common } = texts.value;
  const scored = score?.components.find((other) => other.component === item.component);
  const isCounted = score !== null && (item.claim === null || score.revision >= item.claim.revision);
  const needsTarget = component.target.kind !== 'none';
  const unit = say(component.unit);
  const target = scored?.target ?? item.target;
  const noTarget = needsTarget ? words.noTarget : words.needsNoTarget;
  const withUnit = (number: string | null | undefined) => (number ? `${number} ${unit}` : '—');
  const found = withUnit(item.verification?.value);
  const values = {
    district: [[words.claimedNow, withUnit(item.claim?.value)] as const, [words.verifiedNow, found] as const],
    assessor: [[words.recordedNow, found] as const],
    nobody: [[words.measuredNow, withUnit(scored && shownNumber(scored))] as const],
  };
  const facts = [
    [common.fullPoints, scored?.fullPoints ?? component.fullPoints],
    [
      common.target,
      target === null ? noTarget : target === 'not-applicable' ? targetText(target) : `${target} ${unit}`,
    ],
    ...values[filledBy(component)],
    [words.pointsClaimed, isCounted && scored ? scored.points : words.counting],
  ] as const;
  return (
    <dl class="numbers">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ClauseProps {
  readonly context: CycleContext;
  readonly component: CycleContext['components'][number];
}

/** What the method says of a component, as it was published. */
export function Clause({ context: { scheme }, component }: ClauseProps) {
  const { book: words } = texts.value;
  const indicator = scheme.categories
    .flatMap(({ indicators }) => indicators)
    .find(({ components }) => components.includes(component))!;
  return (
    <>
      <p lang="zh-CN">
        {indicator.id}. {indicator.clause}
      </p>
      {indicator.checkedOn && (
        <p>
          {words.checkedOn}：<span lang="zh-CN">{indicator.checkedOn}</span>
        </p>
      )}
      {component.eligibility && (
        <p>
          {words.eligibility}：{say(component.eligibility)}
        </p>
      )}
    </>
  );
}
