import type { BookItem } from '../book-data.ts';
import type { Component, CycleContext } from '../cycle.ts';
import { Download, FileFactsOf } from '../evidence.tsx';
import { timeText } from '../format.ts';
import { say, texts } from '../language.ts';
import { Read } from '../parts.tsx';
import type { Both, ScoredComponent } from '../score-data.ts';
import type { BookPlace, EvidenceFile } from '../upload.ts';
import { Clause } from './book-component-head.tsx';
import { ComponentHistory } from './score-history.tsx';
import type { Details } from './score-table.tsx';

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
            {...{ context, place, files }}
            item={components.find((item) => item.component === component.id)!}
            unit={say(component.unit)}
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
  readonly files: readonly EvidenceFile[];
  readonly unit: string;
}

/** The claim with its note and files, and the verification with its reason. */
function Rests({ context, place, item: { claim, verification }, files, unit }: RestsProps) {
  const { score: words, book, words: common } = texts.value;
  const { timeZone } = context.cycle;
  const cited = files.filter(({ id }) => claim?.evidence.includes(id));
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
          {words.verifiedBy(`${verification.value} ${unit}`, timeText(verification.at, timeZone), verification.by)}
          {verification.deduction !== null && ` · ${words.deduction(verification.deduction)}`}
          {verification.onSite && ` · ${words.onSite(verification.onSite.visitedOn)}`}
          {' · '}
          {common.reason}：<bdi class="as-written">{verification.reason}</bdi>
          {verification.stale && <span class="warning"> · {words.stale}</span>}
        </p>
      )}
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
