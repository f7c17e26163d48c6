import type { Component, Scheme } from './cycle.ts';
import { listText } from './format.ts';
import { say, texts } from './language.ts';

/** What a district is graded as: the grade's id, and the components whose veto lowered it. */
export interface Graded {
  readonly grade: string | null;
  readonly vetoes: readonly string[];
}

/** The name of a grade; `null` where the method has no grades. */
export function gradeName({ grades = [] }: Scheme, { grade }: Graded): string | null {
  const found = grades.find(({ id }) => id === grade);
  return found ? say(found.name) : null;
}

/** What has lowered a grade, in words with the names of the components; `null` where nothing has. */
export function loweredText({ categories }: Scheme, { vetoes }: Graded): string | null {
  if (vetoes.length === 0) return null;
  const components = categories.flatMap(({ indicators }) => indicators.flatMap((indicator) => indicator.components));
  const names = components.filter(({ id }) => vetoes.includes(id)).map(({ id, name }) => `${id} ${say(name)}`);
  return texts.value.words.loweredBy(listText(names));
}

/** Both in one line: `合格（因否决项降等：12 超编进人）`. */
export function gradeText(scheme: Scheme, graded: Graded): string | null {
  const [name, lowered] = [gradeName(scheme, graded), loweredText(scheme, graded)];
  return name !== null && lowered !== null ? texts.value.words.explained(name, lowered) : name;
}

/** The categories in which points can be earned or lost: those of vetoes and plain numbers alone are told by grades. */
export function scoredCategories({ categories }: Pick<Scheme, 'categories'>): Scheme['categories'] {
  const hasPoints = ({ fullPoints, lowestPoints = '0' }: Component) =>
    Number(fullPoints) > 0 || Number(lowestPoints) < 0;
  return categories.filter(({ indicators }) => indicators.some(({ components }) => components.some(hasPoints)));
}
