import { useRef, useState } from 'preact/hooks';
import { fromAddress, goTo } from '../address.ts';
import { AnswerFiles } from '../answer-files.tsx';
import { useCalm } from '../calm.ts';
import type { CycleContext } from '../cycle.ts';
import { listText } from '../format.ts';
import { say, texts } from '../language.ts';
import { version } from '../live.ts';
import { Choice, Read, Scrolled } from '../parts.tsx';
import { useResource } from '../resource.ts';
import { WorkItemScreen } from './work-item.tsx';
import {
  askWorkFile,
  type ItemName,
  itemKey,
  itemNamed,
  neighbour,
  readShared,
  readWorkList,
  type Shared,
  type WorkItem,
  type WorkList,
} from './work-reading.ts';
import { ItemCells, ToRecord } from './work-to-record.tsx';

const listMilliseconds = 3_000;
const sharedMilliseconds = 30_000;

/** The assessors' list: what is open, first what decides between ranks; and one of it opened. */
export default function WorkScreen(context: CycleContext) {
  const { cycle } = context;
  const filter = { district: fromAddress('district'), component: fromAddress('component') };
  const list = useResource(
    (signal) => readWorkList(cycle.id, filter, signal),
    [cycle.id, filter.district, filter.component],
    useCalm(version.value, listMilliseconds),
  );
  const shared = useResource(
    (signal) => readShared(cycle.id, signal),
    [cycle.id],
    useCalm(version.value, sharedMilliseconds),
  );
  const [said, setSaid] = useState('');
  const item = itemNamed(fromAddress('item'));
  const all = list.value ? [...list.value.work, ...list.value.toRecord] : [];
  const order = useOrder(all, item);
  const open = (to: ItemName | null) => goTo({ item: to && itemKey(to) });
  return (
    <section class="work">
      <p class="spoken" role="status">
        {said}
      </p>
      {item ? (
        <WorkItemScreen
          key={itemKey(item)}
          {...{ context, item, order, open }}
          isListed={all.some((one) => itemKey(one) === itemKey(item))}
          listed={list.value?.work.find((one) => itemKey(one) === itemKey(item)) ?? null}
          shared={shared.value}
          decided={(what) => {
            setSaid(what);
            open(neighbour(order, item, 1));
            list.reload();
          }}
        />
      ) : (
        <>
          <h1>{texts.value.work.heading}</h1>
          <Filters {...context} {...filter} />
          <p class="actions">
            <AnswerFiles label={texts.value.words.tables} ask={(format) => askWorkFile(cycle.id, filter, format)} />
          </p>
          {said && <p class="banner sealed">{said}</p>}
          <Read from={list}>
            {(value) => (
              <>
                {(value.work.length > 0 || value.toRecord.length === 0) && (
                  <WorkTable {...{ context, list: value }} shared={shared.value} />
                )}
                {value.toRecord.length > 0 && <ToRecord {...{ context, list: value }} />}
              </>
            )}
          </Read>
        </>
      )}
    </section>
  );
}

/** The order in which one goes on from the item that is open: as it was when that was last on the list. */
function useOrder(work: readonly ItemName[], item: ItemName | null): readonly ItemName[] {
  const kept = useRef<readonly ItemName[]>([]);
  const isListed = item === null || work.some((one) => itemKey(one) === itemKey(item));
  if (isListed) {
    kept.current = work;
    return work;
  }
  const open = new Set(work.map(itemKey));
  return kept.current.filter((one) => open.has(itemKey(one)) || itemKey(one) === itemKey(item));
}

interface FilterProps extends CycleContext {
  readonly district: string | null;
  readonly component: string | null;
}

function Filters({ cycle, components, district, component }: FilterProps) {
  const { work: words, words: common } = texts.value;
  return (
    <div class="controls">
      <Choice
        label={common.district}
        value={district ?? ''}
        options={[['', words.allDistricts], ...cycle.districts.map(({ id, name }) => [id, say(name)] as const)]}
        choose={(chosen) => goTo({ district: chosen || null })}
      />
      <Choice
        label={common.component}
        value={component ?? ''}
        options={[['', words.allComponents], ...components.map(({ id, name }) => [id, `${id} ${say(name)}`] as const)]}
        choose={(chosen) => goTo({ component: chosen || null })}
      />
    </div>
  );
}

interface TableProps {
  readonly context: CycleContext;
  readonly list: WorkList;
  readonly shared: Shared | null;
}

function WorkTable({ context: { components, nameOf }, list, shared }: TableProps) {
  const { work: words, words: common } = texts.value;
  const nameOfComponent = new Map(components.map(({ id, name }) => [id, name]));
  if (list.work.length === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <p class="lead">
        {words.lead} {words.count(list.work.length, list.open)}
      </p>
      <Scrolled label={words.heading}>
        <table class="work-list">
          <thead>
            <tr>
              <th scope="col">{common.component}</th>
              <th scope="col">{common.district}</th>
              <th scope="col" class="number">
                {words.columns.swing}
              </th>
              <th scope="col">{words.columns.ranks}</th>
              <th scope="col">{words.columns.todo}</th>
              <th scope="col">{words.columns.marks}</th>
            </tr>
          </thead>
          <tbody>
            {list.work.map((item) => (
              <tr key={itemKey(item)}>
                <ItemCells {...{ item, nameOf, nameOfComponent }} />
                <td class="number">{swingText(item.swing)}</td>
                <td class={item.rank === item.rankIfVerified ? undefined : 'ranks-move'}>
                  {words.ranks(item.rank, item.rankIfVerified)}
                </td>
                <td>{listText(item.missing.map((what) => words.todo[what]))}</td>
                <td>
                  <Marks item={item} isShared={shared?.items.has(itemKey(item)) ?? false} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

/** Points with their sign: `+3.00`, `−1.80`. */
export function swingText(swing: string): string {
  if (swing.startsWith('-')) return `−${swing.slice(1)}`;
  return /[1-9]/.test(swing) ? `+${swing}` : swing;
}

interface MarksProps {
  readonly item: Pick<WorkItem, 'stale' | 'warnings'>;
  readonly isShared: boolean;
}

/** What whoever judges should know beforehand. */
export function Marks({ item, isShared }: MarksProps) {
  const { work: words } = texts.value;
  const marks = [
    item.stale && words.stale,
    item.warnings.length > 0 && words.warned(item.warnings.length),
    isShared && words.duplicate,
  ].filter((mark) => mark !== false);
  return (
    <>
      {marks.map((mark) => (
        <span key={mark} class="mark">
          {mark}
        </span>
      ))}
    </>
  );
}
