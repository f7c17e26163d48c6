import type { ComponentChildren } from 'preact';
import { filledBy } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { listText, percentOf, timeText } from '../format.ts';
import { say, targetText, texts } from '../language.ts';
import type { ComponentScore } from './work-item.tsx';
import type { BookComponent } from './work-reading.ts';

interface FactsProps {
  readonly context: CycleContext;
  readonly component: Component;
  readonly now: BookComponent;
  readonly revision: number;
}

/** What a district has claimed, or nothing where an assessor records it, against what, and what has been found so far. */
export function ClaimFacts({ context, component, now, revision }: FactsProps) {
  const { work: words, words: common } = texts.value;
  const { target, claim } = now;
  const applies = target !== 'not-applicable';
  const percent = claim && applies ? percentOf(claim.value, target) : null;
  const withUnit = (value: string) => `${value} ${say(component.unit)}`;
  return (
    <>
      <h2>{claim ? words.claim : words.record}</h2>
      {!applies && <p class="warning">{words.notApplicable}</p>}
      {!claim && !now.verification && <p>{words.notRecorded}</p>}
      <dl class="facts">
        {claim && (
          <Fact name={common.claimed}>
            <strong class="claimed-value">{withUnit(claim.value)}</strong>
            {claim.returned && ` ${words.isReturned}`}
          </Fact>
        )}
        <Fact name={common.target}>
          {target === null ? common.none : applies ? withUnit(target) : targetText(target)}
        </Fact>
        {percent !== null && (
          <Fact name={words.completion}>
            <progress max={100} value={Math.min(100, percent)} aria-label={words.completion} />
          </Fact>
        )}
        {claim && (
          <>
            <Fact name={common.note}>{claim.note === null ? common.none : <Written text={claim.note} />}</Fact>
            <Fact name={words.by}>
              <bdi>{claim.by}</bdi>
            </Fact>
            <Fact name={words.at}>{timeText(claim.at, context.cycle.timeZone)}</Fact>
            <Fact name={words.bookRevision}>{words.revisions(claim.revision, revision)}</Fact>
          </>
        )}
        {component.eligibility && <Fact name={words.eligibility}>{say(component.eligibility)}</Fact>}
      </dl>
      <Clause {...{ context, component }} />
      <Current {...{ context, component, now }} />
    </>
  );
}

interface PointsProps {
  readonly claimed: ComponentScore | null;
  readonly verified: ComponentScore | null;
}

/** How an item's points arise, as it is claimed and as it is verified. */
export function PointSteps({ claimed, verified }: PointsProps) {
  const { work: words } = texts.value;
  return (
    <>
      <h2>{words.steps}</h2>
      <Steps title={words.asClaimed} score={claimed} />
      <Steps title={words.asVerified} score={verified} />
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly children: ComponentChildren;
}

function Fact({ name, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A text of somebody's, with its lines, whatever direction it is written in. */
function Written({ text }: { readonly text: string }) {
  return <bdi class="written">{text}</bdi>;
}

function Clause({ context: { scheme }, component }: Pick<FactsProps, 'context' | 'component'>) {
  const indicators = scheme.categories.flatMap((category) => category.indicators);
  const indicator = indicators.find(({ components }) => components.some(({ id }) => id === component.id))!;
  return (
    <details>
      <summary>{texts.value.work.clause}</summary>
      <p lang="zh-CN">{indicator.clause}</p>
      {indicator.checkedOn && <p lang="zh-CN">{indicator.checkedOn}</p>}
    </details>
  );
}

function Current({ context, component, now: { verification } }: Pick<FactsProps, 'context' | 'component' | 'now'>) {
  const { work: words, words: common } = texts.value;
  if (!verification) return null;
  const isRecorded = filledBy(component) === 'assessor';
  const { value, deduction, onSite, reason, by, at, stale } = verification;
  return (
    <>
      <h2>{isRecorded ? words.currentRecord : words.current}</h2>
      <dl class="facts">
        <Fact name={isRecorded ? common.value : common.verified}>
          {deduction === null ? `${value} ${say(component.unit)}` : words.deducted(deduction)}{' '}
          {stale && <span class="mark">{words.stale}</span>}
        </Fact>
        <Fact name={isRecorded ? words.decisions.record : words.decide}>
          <bdi>{words.assessedBy(by, timeText(at, context.cycle.timeZone))}</bdi>
        </Fact>
        <Fact name={common.reason}>
          <Written text={reason} />
        </Fact>
        {onSite && (
          <Fact name={words.onSite}>
            <bdi>{words.visited(onSite.visitedOn, listText(onSite.participants))}</bdi>
          </Fact>
        )}
      </dl>
    </>
  );
}

function Steps({ title, score }: { readonly title: string; readonly score: ComponentScore | null }) {
  const { work: words } = texts.value;
  if (!score) return null;
  return (
    <>
      <h3>{words.pointsOf(title, score.points, score.fullPoints)}</h3>
      <ol class="steps">
        {score.steps.map(({ clause, text }) => (
          <li key={clause + text.zh}>{say(text)}</li>
        ))}
      </ol>
    </>
  );
}
