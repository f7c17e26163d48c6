import { fromAddress, goTo } from '../address.ts';
import type { CycleContext } from '../cycle.ts';
import { timeText } from '../format.ts';
import { texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Choice, Read } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { Blockers } from './year-blockers.tsx';
import { Differences } from './year-differences.tsx';
import { Files } from './year-files.tsx';
import { type ReadFinal, readFinal } from './year-final.ts';
import { Verify } from './year-verify.tsx';

/** The sealed results of a year: the one in force, or an earlier one that the address names. */
export function YearSealed(context: CycleContext) {
  const { sealed: words } = texts.value.year;
  const { id, finalRevision, exported } = context.cycle;
  const named = Number(fromAddress('revision') ?? finalRevision);
  const revision = Number.isInteger(named) && named >= 1 && named <= finalRevision ? named : finalRevision;
  if (finalRevision === 0)
    return (
      <section>
        <h2>{words.heading}</h2>
        <p>{words.none}</p>
      </section>
    );
  const revisions = Array.from({ length: finalRevision }, (_, index) => finalRevision - index);
  return (
    <section>
      <h2>{words.heading}</h2>
      {finalRevision > 1 && (
        <div class="controls">
          <Choice
            label={words.which}
            value={String(revision)}
            options={revisions.map((number) => [
              String(number),
              number === finalRevision ? `${words.revision(number)} · ${words.current}` : words.revision(number),
            ])}
            choose={(chosen) => goTo({ revision: Number(chosen) === finalRevision ? null : chosen })}
          />
        </div>
      )}
      <Result key={`${id} ${revision}`} {...context} {...{ revision, exported }} />
    </section>
  );
}

interface ResultProps extends CycleContext {
  readonly revision: number;
  readonly exported: boolean;
}

function Result({ revision, exported, ...context }: ResultProps) {
  const { cycle } = context;
  const read = useResource((signal) => readFinal(cycle.id, revision, signal), ['final', cycle.id, revision], exported);
  return (
    <Read from={read}>
      {(final) => (
        <>
          <ResultFacts {...{ final, cycle }} />
          <Files {...{ final }} nameOf={context.nameOf} />
          <Verify final={final} />
          {final.supersedes && <Differences {...context} final={final} />}
          {final.blockers.length > 0 && (
            <>
              <h2>{texts.value.year.sealed.passedOver(final.blockers.length)}</h2>
              <Blockers {...context} blockers={final.blockers} isSealed />
            </>
          )}
        </>
      )}
    </Read>
  );
}

interface FactsProps extends Pick<CycleContext, 'cycle'> {
  readonly final: ReadFinal;
}

function ResultFacts({ final, cycle }: FactsProps) {
  const { sealed: words } = texts.value.year;
  const { revision, superseded, supersedes, closingAt, sha256, publicSha256, comment } = final;
  const standing = [
    superseded ? words.superseded(revision + 1) : words.current,
    ...(supersedes ? [words.supersedes(supersedes.revision)] : []),
  ];
  return (
    <>
      <p class={superseded ? 'banner' : 'banner sealed'}>
        <strong>{words.revision(revision)}</strong> · {standing.join(' · ')}{' '}
        {!superseded && <Link to={{ view: 'ranking' }}>{words.ranking}</Link>}
      </p>
      <dl class="terms">
        <dt>{words.at}</dt>
        <dd>{timeText(closingAt, cycle.timeZone)}</dd>
        <dt>{words.digest}</dt>
        <dd>
          <code>{sha256}</code>
        </dd>
        <dt>{words.publicDigest}</dt>
        <dd>
          <code>{publicSha256}</code>
        </dd>
        {comment !== null && (
          <>
            <dt>{words.comment}</dt>
            <dd>
              <bdi>{comment}</bdi>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}
