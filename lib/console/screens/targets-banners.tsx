import { listText } from '../format.ts';
import { texts } from '../language.ts';
import { readNumber } from '../quantity-text.ts';
import type { Difference } from './targets-draft.ts';
import type { Pasted } from './targets-paste.ts';
import type { Saving } from './targets-saving.ts';

/** How far a save has come, and what came of it. */
export function SavingStatus({ progress, outcome }: Pick<Saving, 'progress' | 'outcome'>) {
  const { targets: words } = texts.value;
  return (
    <p role="status">
      {progress && words.progress(progress.done, progress.all)}
      {outcome && outcome.saved > 0 && words.saved(outcome.saved)}{' '}
      {outcome && outcome.refused > 0 && words.refused(outcome.refused)}
    </p>
  );
}

/** What became of a block that was pasted. */
export function PasteSummary({ changes, unknownRows, unknownColumns, outside }: Pasted) {
  const { targets: words } = texts.value;
  const rewritten = changes.filter(({ written }) => readNumber(written).isChanged).length;
  return (
    <div class="banner" role="status">
      <p>{words.pasted(changes.length)}</p>
      {rewritten > 0 && <p>{words.rewritten(rewritten)}</p>}
      {unknownRows.length > 0 && <p class="written">{words.unknownRows(listText(unknownRows))}</p>}
      {unknownColumns.length > 0 && <p class="written">{words.unknownColumns(listText(unknownColumns))}</p>}
      {outside > 0 && <p>{words.outside(outside)}</p>}
    </div>
  );
}

interface TypedProps {
  readonly differences: readonly Difference[];
  readonly isSaving: boolean;
  readonly review: () => void;
  readonly discard: () => void;
}

/** How much has been typed and not been saved. */
export function Typed({ differences, isSaving, review, discard }: TypedProps) {
  const { targets: words } = texts.value;
  if (differences.length === 0) return null;
  const unreadable = differences.filter(({ to }) => to === null).length;
  const districts = new Set(differences.map(({ district }) => district)).size;
  return (
    <div class="banner typed">
      <p>
        {words.typed(differences.length, districts)} {unreadable > 0 && words.unreadable(unreadable)}
      </p>
      <p class="actions">
        <button type="button" class="primary" disabled={isSaving} onClick={review}>
          {words.review}
        </button>
        <button type="button" disabled={isSaving} onClick={discard}>
          {words.discard}
        </button>
      </p>
    </div>
  );
}
