import type { CycleContext } from '../cycle.ts';
import { say, texts } from '../language.ts';
import { Link } from '../link.tsx';
import { Scrolled } from '../parts.tsx';
import { type ItemName, itemKey, type WorkList } from './work-reading.ts';

interface ToRecordProps {
  readonly context: CycleContext;
  readonly list: WorkList;
}

/** What assessors have still to record. */
export function ToRecord({ context: { components, nameOf }, list }: ToRecordProps) {
  const { work: words, words: common } = texts.value;
  const nameOfComponent = new Map(components.map(({ id, name }) => [id, name]));
  return (
    <>
      <h2>{words.toRecord}</h2>
      <p class="lead">
        {words.toRecordLead} {words.count(list.toRecord.length, list.unrecorded)}
      </p>
      <Scrolled label={words.toRecord}>
        <table class="work-list">
          <thead>
            <tr>
              <th scope="col">{common.component}</th>
              <th scope="col">{common.district}</th>
            </tr>
          </thead>
          <tbody>
            {list.toRecord.map((item) => (
              <tr key={itemKey(item)}>
                <ItemCells {...{ item, nameOf, nameOfComponent }} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

interface ItemProps extends Pick<CycleContext, 'nameOf'> {
  readonly item: ItemName;
  readonly nameOfComponent: ReadonlyMap<string, CycleContext['components'][number]['name']>;
}

/** An item of either list: its component, which opens it, and its district. */
export function ItemCells({ item, nameOf, nameOfComponent }: ItemProps) {
  return (
    <>
      <th scope="row">
        <Link to={{ item: itemKey(item) }}>
          {item.component} {say(nameOfComponent.get(item.component)!)}
        </Link>
      </th>
      <td class="name">
        <bdi>{say(nameOf(item.district))}</bdi>
      </td>
    </>
  );
}
