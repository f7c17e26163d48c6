import { isOpenFor, useAccess } from '../access.ts';
import type { BookItem } from '../book-data.ts';
import { filledBy } from '../counted.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { Download, FileFactsOf } from '../evidence.tsx';
import { timeText } from '../format.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Read } from '../parts.tsx';
import type { Both, ScoredComponent } from '../score-data.ts';
import type { BookPlace, EvidenceFile } from '../upload.ts';
import { Clause } from './book-component-head.tsx';
import { ComponentHistory } from './score-history.tsx';
import type { Details } from './score-table.tsx';
import { itemKey } from './work-reading.ts';

interface DetailsProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly component: Component;
  readonly scored: Both<ScoredComponent>;
  readonly details: Details;
  readonly revision: number;
}

/** How a component's points arose, what would earn more, on what they rest, and what has happened to it. */
export function RowDetails({ context, place, component, scored, details, revision }: DetailsProps) {
  const { score: words, book } = texts.value;
  return (
    <div class="row-details">
      <Gaps gaps={scored.claimed.gaps} />
      <div class="bases">
        {(['claimed', 'verified'] as const).map((basis) => (
          <div key={basis}>
            <h3>{words.stepsOn[basis]}</h3>
            <Steps scored={scored[basis]} />
          </div>
        ))}
      </div>
      <Read from={details}>
        {({ book: { components }, files }) => (
          <Rests
            {...{ context, place, component, files }}
            item={components.find((item) => item.component === component.id)!}
          />
        )}
      </Read>
      <details>
        <summary>{book.clause}</summary>
        <Clause {...{ context, component }} />
      </details>
      <ComponentHistory {...{ context, place, component, revision }} />
    </div>
  );
}

function Steps({ scored: { steps, place } }: { readonly scored: ScoredComponent }) {
  const { score: words } = texts.value;
  return (
    <ol>
      {steps.map(({ clause, text }) => (
        <li key={clause + text.zh}>
          {say(text)} <small>{words.clause(clause)}</small>
        </li>
      ))}
      {place !== null && <li>{words.place(place)}</li>}
    </ol>
  );
}

/** What would earn more than what is claimed. */
function Gaps({ gaps }: Pick<ScoredComponent, 'gaps'>) {
  const { score: words } = texts.value;
  if (gaps.length === 0) return null;
  return (
    <p class="gap">
      <strong>{words.more}</strong> {gaps.map(({ text }) => say(text)).join(' ')} {words.others}
    </p>
  );
}

interface RestsProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly item: BookItem;
  readonly component: Component;
  readonly files: readonly EvidenceFile[];
}

/** The claim with its note and files, and the verification with its reason. Nothing rests on a number that is measured. */
function Rests({ context, place, component, item: { claim, verification }, files }: RestsProps) {
  const { score: words, book, words: common } = texts.value;
  const { timeZone } = context.cycle;
  const unit = say(component.unit);
  const filler = filledBy(component);
  if (filler === 'nobody') return null;
  const isRecorded = filler === 'assessor';
  const ids = isRecorded ? verification?.evidence.map(({ id }) => id) : claim?.evidence;
  const cited = files.filter(({ id }) => ids?.includes(id));
  return (
    <>
      {claim && (
        <p>
          {words.claimedBy(`${claim.value} ${unit}`, timeText(claim.at, timeZone), claim.by)}
          {claim.returned && ` · ${common.states.returned}`}
          {claim.note && (
            <>
              {' · '}
              {common.note}：<bdi class="as-written">{claim.note}</bdi>
            </>
          )}
        </p>
      )}
      {verification && (
        <p>
          {(isRecorded ? words.recordedBy : words.verifiedBy)(
            `${verification.value} ${unit}`,
            timeText(verification.at, timeZone),
            verification.by,
          )}
          {verification.deduction !== null && ` · ${words.deduction(verification.deduction)}`}
          {verification.onSite && ` · ${words.onSite(verification.onSite.visitedOn)}`}
          {' · '}
          {common.reason}：<bdi class="as-written">{verification.reason}</bdi>
          {verification.stale && <span class="warning"> · {words.stale}</span>}
        </p>
      )}
      {isRecorded && <ToRecord {...{ context, place, component }} isAnew={verification !== null} />}
      <h3>{book.files.heading}</h3>
      {cited.length === 0 ? (
        <p class="soft">{book.files.none}</p>
      ) : (
        <ul class="file-list">
          {cited.map((file) => (
            <li class="file-item" key={file.id}>
              <FileFactsOf file={file} components={context.components} />
              <Download {...{ place, file }} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ToRecordProps {
  readonly context: CycleContext;
  readonly place: BookPlace;
  readonly component: Component;
  readonly isAnew: boolean;
}

/** For who may record the value, the way to where that is done. */
function ToRecord({ context, place: { district }, component: { id }, isAnew }: ToRecordProps) {
  const { score: words } = texts.value;
  const access = useAccess(context.cycle);
  if (!isOpenFor(access.value?.get('assessClaim'), district, id)) return null;
  return (
    <p>
      <Link to={{ view: 'work', item: itemKey({ district, component: id }) }}>
        {isAnew ? words.toRecordAnew : words.toRecord}
      </Link>
    </p>
  );
}
