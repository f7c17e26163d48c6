import type { Scheme } from '../cycle.ts';
import { say, texts } from '../language.ts';

/** The grades, the best first, and from which total on each is given. */
export function Grades({ scheme: { grades } }: { readonly scheme: Scheme }) {
  const { method: words, words: common } = texts.value;
  if (!grades) return null;
  return (
    <section>
      <h2>{words.grades.heading}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{common.grade}</th>
            <th scope="col">{common.total}</th>
          </tr>
        </thead>
        <tbody>
          {grades.map(({ id, name, from }, at) => (
            <tr key={id}>
              <th scope="row">{say(name)}</th>
              <td>{words.grades.range(from, grades[at - 1]?.from ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
