import type { Amount } from '../amount.ts';
import { amountAt, type Basis, type CompetitiveColumn, columnOf } from '../recalculation/board.ts';
import type { CohortRule, Settlement } from '../rules/rule.ts';
import type { Component } from '../scheme.ts';
import { isSpecial, specialStandings } from './own-facts.ts';
import type { SettledCohort } from './settled-cohort.ts';

/**
 * The places of a component over the cohort, or over each group by itself. The board's column is taken as it is wherever
 * it says all.
 */
export function settlePlaces(
  cohort: SettledCohort,
  component: Component,
  basis: Basis,
  measured: readonly (Amount | null)[] | null,
): Pick<Settlement, 'pointsAt' | 'mostly' | 'earn'> {
  const rule = component.rule as CohortRule;
  const column = columnToPlace(cohort, component, basis, measured);
  if (rule.among === 'cohort') return rule.settle(column);
  const members = new Map<string | null, number[]>();
  cohort.districts.forEach(({ group }, district) => {
    members.set(group, [...(members.get(group) ?? []), district]);
  });
  const among = new Map<number, { readonly settlement: Settlement; readonly position: number }>();
  for (const districts of members.values()) {
    const settlement = rule.settle(
      columnOf(
        districts.map((district) => ({
          value: column.standing[district] === 0 ? null : amountAt(column, district),
          standing: column.standing[district]!,
        })),
      ),
    );
    districts.forEach((district, position) => {
      among.set(district, { settlement, position });
    });
  }
  return {
    mostly: null,
    pointsAt: (district) => among.get(district)!.settlement.pointsAt(among.get(district)!.position),
    earn: (district, counted) => among.get(district)!.settlement.earn(among.get(district)!.position, counted),
  };
}

function columnToPlace(
  cohort: SettledCohort,
  component: Component,
  basis: Basis,
  measured: readonly (Amount | null)[] | null,
): CompetitiveColumn {
  const rule = component.rule as CohortRule;
  const column = cohort.board[basis].competitive[component.competitive]!;
  if (measured) {
    const target = component.target === 'none' ? null : cohort.kept('target', component.index, basis);
    return columnOf(
      measured.map((value, district) => {
        const task = target && target.standing[district] !== 0 ? amountAt(target, district) : null;
        return { value, standing: rule.standing(value, task) };
      }),
    );
  }
  if (component.whenNotApplicable === null && component.unless === null) return column;
  // Who is exempt holds a place all the same, if there is a value; to whom it does not apply holds none.
  return columnOf(
    cohort.districts.map((_, district) => {
      const standing = column.standing[district]!;
      if (!isSpecial(standing)) return { value: standing === 0 ? null : amountAt(column, district), standing };
      const value = standing === specialStandings.exempt ? amountAt(column, district) : null;
      return { value, standing: rule.standing(value, null) };
    }),
  );
}
