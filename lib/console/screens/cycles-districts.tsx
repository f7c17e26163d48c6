import type { Cycle } from '../cycle.ts';
import { Field } from '../fields.tsx';
import { texts } from '../language.ts';
import { Choice, Scrolled } from '../parts.tsx';
import { type PastedDistricts, readDistricts } from './cycles-districts.ts';
import type { CycleDraft } from './cycles-draft.ts';

/** Faults shown at most; the rest is counted. */
const faultsShown = 50;

interface DistrictsProps {
  readonly draft: CycleDraft;
  readonly change: (part: Partial<CycleDraft>) => void;
  readonly errors: readonly string[];
  readonly cycles: readonly Cycle[];
}

/** The districts as they are pasted, with what is wrong in which row, and what was read of them. */
export function DistrictsField({ draft, change, errors, cycles }: DistrictsProps) {
  const { cycles: words } = texts.value;
  const { fields } = words;
  const pasted = readDistricts(draft.districts);
  const complaints = draft.districts.trim() === '' ? [] : rowMessages(pasted);
  return (
    <>
      <Field label={fields.districts} hint={fields.districtsHint} errors={[...complaints, ...errors]}>
        {(attributes) => (
          <textarea
            {...attributes}
            class="cells"
            rows={8}
            wrap="off"
            spellcheck={false}
            value={draft.districts}
            onInput={({ currentTarget }) => change({ districts: currentTarget.value })}
          />
        )}
      </Field>
      {cycles.length > 0 && (
        <div class="controls">
          <Choice
            label={fields.copyFrom}
            value=""
            options={[['', fields.copyNone], ...cycles.map(({ id, year }) => [id, `${year} · ${id}`] as const)]}
            choose={(chosen) => change({ districts: cellsOf(cycles.find(({ id }) => id === chosen)) })}
          />
        </div>
      )}
      {pasted.districts.length > 0 && <ReadDistricts pasted={pasted} />}
    </>
  );
}

function rowMessages({ faults }: PastedDistricts): string[] {
  const { cycles: words } = texts.value;
  if (faults.length === 0) return [];
  const rows = faults.slice(0, faultsShown).map((fault) => words.row(fault.row, words.problems[fault.problem](fault)));
  const more = faults.length > faultsShown ? [words.moreFaults(faults.length - faultsShown)] : [];
  return [words.faulty(faults.length), ...rows, ...more];
}

/** The districts of a cycle as cells, as they would be pasted. */
function cellsOf(cycle: Cycle | undefined): string {
  return (cycle?.districts ?? [])
    .map(({ id, name, group }) => [id, name.zh, name.en, group ?? ''].join('\t'))
    .join('\n');
}

function ReadDistricts({ pasted: { districts } }: { readonly pasted: PastedDistricts }) {
  const { cycles: words } = texts.value;
  return (
    <>
      <p role="status">{words.read(districts.length)}</p>
      <details>
        <summary>{words.preview}</summary>
        <Scrolled label={words.preview}>
          <table>
            <thead>
              <tr>
                {[words.columns.id, words.name, words.englishName, words.group].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {districts.map(({ row, id, name, group }) => (
                <tr key={row}>
                  {[id, name.zh, name.en, group ?? ''].map((cell, column) => (
                    <td key={String(column)}>
                      <bdi>{cell}</bdi>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </>
  );
}
