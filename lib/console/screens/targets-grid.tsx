import { useMemo, useRef } from 'preact/hooks';
import type { Component } from '../cycle.ts';
import { listText } from '../format.ts';
import { say, targetText, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import type { SummaryRow } from '../summary.ts';
import { readTarget } from '../target-text.ts';
import { type Grid, useEditing } from './targets-editing.ts';
import { GridInput, type Move } from './targets-input.tsx';

/** With a width that is known beforehand, a table of thousands of cells need not be measured for each change. */
const [headEm, columnEm] = [10, 7];

/**
 * Districts by components as a grid that keys move in. Only the cell that is being edited has a field, and a row is made
 * again only when something of it has changed: there may be thousands of cells.
 */
export function TargetsGrid(grid: Grid) {
  const { rows, components, draft, targetsIn, mayEdit } = grid;
  const { table, active, editing, finish, handlers } = useEditing(grid);
  const { heading } = texts.value.targets;
  return (
    <Scrolled label={heading}>
      <table
        ref={table}
        class="grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table in whose cells one writes is a grid
        role="grid"
        aria-label={heading}
        aria-readonly={!mayEdit}
        style={{ width: `${headEm + components.length * columnEm}em` }}
        {...handlers}
      >
        <GridHead {...{ components }} />
        <tbody>
          {rows.map((row, index) => (
            <GridRow
              key={row.district}
              {...{ row, components }}
              targets={targetsIn(row.district)}
              edits={draft.edits.get(row.district)}
              faults={draft.faults.get(row.district)}
              activeColumn={active.row === index ? active.column : null}
              editing={active.row === index ? editing : null}
              finish={finish}
            />
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function GridHead({ components }: Pick<Grid, 'components'>) {
  const { targets: words, words: common } = texts.value;
  return (
    <thead>
      <tr>
        <th scope="col">{common.district}</th>
        {components.map(({ id, name, unit }) => (
          <th key={id} scope="col">
            {words.columnName(id, say(name), say(unit))}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface RowProps {
  readonly row: SummaryRow;
  readonly components: readonly Component[];
  readonly targets: ReadonlyMap<string, string | null>;
  readonly edits: ReadonlyMap<string, string> | undefined;
  readonly faults: ReadonlyMap<string, string> | undefined;
  readonly activeColumn: number | null;
  readonly editing: string | null;
  readonly finish: (written: string | null, move: Move) => void;
}

function GridRow({ row, components, targets, edits, faults, activeColumn, editing, finish }: RowProps) {
  const finishing = useRef(finish);
  finishing.current = finish;
  const name = say(row.name);
  return useMemo(
    () => (
      <tr>
        <th scope="row">
          <bdi>{name}</bdi>
          {faults?.has('') && <span class="why">{faults.get('')}</span>}
        </th>
        {components.map((component, column) => {
          const { id } = component;
          const isActive = column === activeColumn;
          return isActive && editing !== null ? (
            <td key={id} class="number">
              <GridInput
                label={`${name} ${id}`}
                begin={editing}
                {...(component.whenNotApplicable !== undefined && { list: wordsList })}
                finish={(written, move) => finishing.current(written, move)}
              />
            </td>
          ) : (
            <td key={id} class={edits?.has(id) ? 'number edited' : 'number'} tabIndex={isActive ? 0 : -1}>
              <CellContent
                {...{ component }}
                target={targets.get(id) ?? null}
                written={edits?.get(id)}
                fault={faults?.get(id)}
              />
            </td>
          );
        })}
      </tr>
    ),
    [name, components, targets, edits, faults, activeColumn, editing],
  );
}

interface ContentProps {
  readonly component: Component;
  readonly target: string | null;
  readonly written: string | undefined;
  readonly fault: string | undefined;
}

function CellContent({ component, target, written, fault }: ContentProps) {
  const { targets: words } = texts.value;
  if (written === undefined) return <>{targetText(target) ?? ''}</>;
  const text = readTarget(component, written);
  const whyNot = component.target.kind === 'assigned' ? words.notNumber : words.notWord;
  const why = fault ?? (text === null ? whyNot : null);
  return (
    <>
      {target !== null && <del>{targetText(target)}</del>}
      <ins>
        <bdi>{targetText(text) ?? written}</bdi>
      </ins>
      {why !== null && <span class="why">{why}</span>}
    </>
  );
}

/** Words that may be written into cells. */
const wordsList = 'target-words';

/** Which components may not apply to a district, how that is written, and the words themselves for a field to offer. */
export function OutHint({ settable }: { readonly settable: readonly Component[] }) {
  const { targets: words, words: common } = texts.value;
  const out = settable.filter(({ whenNotApplicable }) => whenNotApplicable !== undefined);
  if (out.length === 0) return null;
  return (
    <p class="lead">
      {words.outHint(listText(out.map(({ id }) => id)))}{' '}
      {out.some(({ target }) => target.kind !== 'assigned') && words.inHint}
      <datalist id={wordsList}>
        <option value={common.states['not-applicable']} />
        <option value={common.applicable} />
      </datalist>
    </p>
  );
}
