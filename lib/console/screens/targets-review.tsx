import { useEffect, useRef } from 'preact/hooks';
import type { CycleContext } from '../cycle.ts';
import { say, targetText, texts } from '../language.ts';
import { Scrolled } from '../parts.tsx';
import type { Difference } from './targets-draft.ts';

const shownMax = 500;

interface ReviewProps extends Pick<CycleContext, 'components' | 'nameOf'> {
  readonly differences: readonly Difference[];
  readonly confirm: () => void;
  readonly close: () => void;
}

/** What is about to be saved, against what stands. */
export function Review({ differences, components, nameOf, confirm, close }: ReviewProps) {
  const { targets: words, words: common } = texts.value;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const names = new Map(components.map(({ id, name }) => [id, `${id} ${say(name)}`]));
  return (
    <dialog ref={dialog} aria-labelledby="review" onClose={close}>
      <h2 id="review">{words.differences}</h2>
      <Scrolled label={words.differences}>
        <table>
          <thead>
            <tr>
              <th scope="col">{common.district}</th>
              <th scope="col">{common.component}</th>
              <th scope="col" class="number">
                {words.from}
              </th>
              <th scope="col" class="number">
                {words.to}
              </th>
              <th scope="col">{words.written}</th>
            </tr>
          </thead>
          <tbody>
            {differences.slice(0, shownMax).map(({ district, component, from, to, written }) => (
              <tr key={`${district} ${component}`}>
                <th scope="row">
                  <bdi>{say(nameOf(district))}</bdi>
                </th>
                <td>{names.get(component)}</td>
                <td class="number">{targetText(from) ?? common.none}</td>
                <td class="number">
                  <strong>{targetText(to) ?? words.notNumber}</strong>
                </td>
                <td>{targetText(to) !== written && <bdi>{written}</bdi>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {differences.length > shownMax && <p>{words.more(differences.length - shownMax)}</p>}
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={differences.every(({ to }) => to === null)}
          onClick={() => {
            dialog.current!.close();
            confirm();
          }}
        >
          {words.confirm}
        </button>
        <button type="button" onClick={() => dialog.current!.close()}>
          {common.cancel}
        </button>
      </p>
    </dialog>
  );
}
