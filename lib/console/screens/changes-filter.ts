import type { Change } from '../../client/index.ts';

/** What moved of one district on one basis. */
export type Move = Change['moved'][number];

/** A change with only those moves that were asked for. */
export interface MatchingChange extends Pick<Change, 'version' | 'at' | 'causes' | 'rivals'> {
  /** Whose points moved. */
  readonly moves: readonly Move[];
  /** Whose rank alone moved, because others passed or fell behind. */
  readonly passed: readonly Move[];
}

/** What is asked for; an empty text asks for all. */
export interface ChangeFilter {
  readonly basis: Move['basis'];
  readonly district: string;
  readonly component: string;
}

/** The changes in which something moved that was asked for. */
export function matching(changes: readonly Change[], { basis, district, component }: ChangeFilter): MatchingChange[] {
  return changes.flatMap(({ version, at, causes, rivals, moved }) => {
    const asked = moved.filter(
      (move) =>
        move.basis === basis &&
        (district === '' || move.district === district) &&
        (component === '' || move.components.some((of) => of.component === component)),
    );
    if (asked.length === 0) return [];
    const moves = asked.filter(({ components }) => components.length > 0);
    return [{ version, at, causes, rivals, moves, passed: asked.filter(({ components }) => components.length === 0) }];
  });
}
