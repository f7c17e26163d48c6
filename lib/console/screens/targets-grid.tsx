import { useMemo, useRef } from 'preact/hooks';
import type { Component } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import { readNumber } from '../quantity-text.ts';
import type { SummaryRow } from '../summary.ts';
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
        {components.map(({ id }, column) => {
          const isActive = column === activeColumn;
          return isActive && editing !== null ? (
            <td key={id} class="number">
              <GridInput
                label={`${name} ${id}`}
                begin={editing}
                finish={(written, move) => finishing.current(written, move)}
              />
            </td>
          ) : (
            <td key={id} class={edits?.has(id) ? 'number edited' : 'number'} tabIndex={isActive ? 0 : -1}>
              <CellContent target={targets.get(id) ?? null} written={edits?.get(id)} fault={faults?.get(id)} />
            </td>
          );
        })}
      </tr>
    ),
    [name, components, targets, edits, faults, activeColumn, editing],
  );
}

interface ContentProps {
  readonly target: string | null;
  readonly written: string | undefined;
  readonly fault: string | undefined;
}

function CellContent({ target, written, fault }: ContentProps) {
  const { targets: words } = texts.value;
  if (written === undefined) return <>{target ?? ''}</>;
  const { text } = readNumber(written);
  const why = fault ?? (text === null ? words.notNumber : null);
  return (
    <>
      {target !== null && <del>{target}</del>}
      <ins>
        <bdi>{text ?? written}</bdi>
      </ins>
      {why !== null && <span class="why">{why}</span>}
    </>
  );
}
