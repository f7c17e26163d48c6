import type { SealedComponent, SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import type { SchemeDocument } from '../domain/scheme-document.ts';

type Category = SchemeDocument['categories'][number];
type Indicator = Category['indicators'][number];

/** One line of the method's own table: a component with its outcome, under its indicator and category. */
export interface MethodLine {
  readonly category: Category;
  readonly indicator: Indicator;
  readonly component: Indicator['components'][number];
  readonly sealed: SealedComponent;
  /** Lines of the category that begin here: 0 on every line but the first. */
  readonly categorySpan: number;
  /** Lines of the indicator that begin here. */
  readonly indicatorSpan: number;
}

/** A district's lines in the method's order, with the spans of the cells that its table merges. */
export function methodTable({ scheme }: Snapshot, { components }: SealedDistrict): MethodLine[] {
  const sealed = new Map(components.map((component) => [component.component, component]));
  return scheme.categories.flatMap((category) =>
    category.indicators.flatMap((indicator, i) =>
      indicator.components.map((component, c): MethodLine => {
        const lines = category.indicators.reduce((sum, item) => sum + item.components.length, 0);
        return {
          category,
          indicator,
          component,
          sealed: sealed.get(component.id)!,
          categorySpan: i === 0 && c === 0 ? lines : 0,
          indicatorSpan: c === 0 ? indicator.components.length : 0,
        };
      }),
    ),
  );
}

/** On what the points of a component are checked, as the method's last column says it. */
export function checkedOn({ component }: MethodLine): string {
  const files = component.evidence.map(({ name }) => name.zh).join('、');
  return [...(component.onSite ? ['实地核查'] : []), ...(files === '' ? [] : [`核验${files}`])].join('；');
}
