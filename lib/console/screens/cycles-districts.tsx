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
  const { coefficients } = draft;
  const pasted = readDistricts(draft.districts, coefficients);
  const hint =
    coefficients.length === 0 ? fields.districtsHint : words.withCoefficients(fields.districtsHint, coefficients);
  const complaints = draft.districts.trim() === '' ? [] : rowMessages(pasted);
  return (
    <>
      <Field label={fields.districts} hint={hint} errors={[...complaints, ...errors]}>
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
            choose={(chosen) =>
              change({
                districts: cellsOf(
                  cycles.find(({ id }) => id === chosen),
                  coefficients,
                ),
              })
            }
          />
        </div>
      )}
      {pasted.districts.length > 0 && <ReadDistricts {...{ pasted, coefficients }} />}
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
function cellsOf(cycle: Cycle | undefined, coefficients: readonly string[]): string {
  return (cycle?.districts ?? [])
    .map(({ id, name, group, coefficients: given = {} }) =>
      [id, name.zh, name.en, group ?? '', ...coefficients.map((each) => given[each] ?? '')].join('\t'),
    )
    .join('\n');
}

interface ReadProps {
  readonly pasted: PastedDistricts;
  readonly coefficients: readonly string[];
}

function ReadDistricts({ pasted: { districts }, coefficients }: ReadProps) {
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
                {[words.columns.id, words.name, words.englishName, words.group, ...coefficients].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {districts.map(({ row, id, name, group, coefficients: given = {} }) => (
                <tr key={row}>
                  {[id, name.zh, name.en, group ?? '', ...coefficients.map((each) => given[each] ?? '')].map(
                    (cell, column) => (
                      <td key={String(column)}>
                        <bdi>{cell}</bdi>
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </>
  );
}
