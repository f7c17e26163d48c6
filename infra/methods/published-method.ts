import { describeComponent } from '../../lib/domain/rules/component-words.ts';
import { type FilledBy, filledByOf, type RuleWords } from '../../lib/domain/rules/rule.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import type { ComponentDocument, SchemeDocument } from '../../lib/domain/scheme-document.ts';
import type { Text } from '../../lib/domain/text.ts';

/** A component as an office publishes it. */
export interface PublishedComponent extends RuleWords {
  readonly id: string;
  readonly name: Text;
  readonly unit: Text;
  readonly filledBy: FilledBy;
  readonly target: ComponentDocument['target'];
  readonly fullPoints: string;
  readonly lowestPoints: string;
  readonly onSite: boolean;
  readonly evidence: readonly Text[];
  readonly eligibility: Text | null;
}

type Category = SchemeDocument['categories'][number];
type Indicator = Category['indicators'][number];

/** An indicator with what is scored of it. */
export interface PublishedIndicator extends Pick<Indicator, 'id' | 'name' | 'clause' | 'maxPoints'> {
  readonly checkedOn: string | null;
  readonly components: readonly PublishedComponent[];
}

/** A category with its indicators. */
export interface PublishedCategory extends Pick<Category, 'id' | 'name' | 'maxPoints'> {
  readonly onTop: boolean;
  readonly indicators: readonly PublishedIndicator[];
}

/** A method in the words in which it is published. */
export interface PublishedMethod extends Pick<SchemeDocument, 'id' | 'title' | 'source' | 'maxPoints' | 'rounding'> {
  readonly hash: string;
  readonly grades: NonNullable<SchemeDocument['grades']>;
  /** The components whose veto bounds the grade, and to which one. */
  readonly vetoes: readonly { readonly component: string; readonly highest: string }[];
  /** The numbers of each district that it reads. */
  readonly coefficients: readonly string[];
  readonly categories: readonly PublishedCategory[];
}

/** Puts a document that was checked into words. */
export function publishedMethod(document: SchemeDocument): PublishedMethod {
  const { hash, coefficients, components } = compileScheme(document);
  const { id, title, source, maxPoints, rounding, grades = [] } = document;
  return {
    ...{ id, title, source, maxPoints, rounding, hash, grades, coefficients },
    vetoes: components.flatMap(({ id, rule: { highestGrade: highest } }) =>
      highest === undefined ? [] : [{ component: id, highest }],
    ),
    categories: document.categories.map(({ id, name, maxPoints, onTop = false, indicators }) => {
      return { id, name, maxPoints, onTop, indicators: indicators.map((each) => publishedIndicator(each, document)) };
    }),
  };
}

function publishedIndicator(
  { id, name, clause, checkedOn, maxPoints, components }: Indicator,
  document: SchemeDocument,
): PublishedIndicator {
  return {
    ...{ id, name, clause, checkedOn: checkedOn ?? null, maxPoints },
    components: components.map((component) => {
      const {
        id,
        name,
        unit,
        target,
        fullPoints,
        lowestPoints = '0',
        onSite,
        evidence,
        eligibility = null,
      } = component;
      return {
        ...{ id, name, unit, target, fullPoints, lowestPoints, onSite, eligibility },
        filledBy: filledByOf(component),
        evidence: evidence.map(({ name }) => name),
        ...describeComponent(component, document),
      };
    }),
  };
}
