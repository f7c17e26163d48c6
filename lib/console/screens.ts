import type { ComponentType } from 'preact';
import type { CycleContext } from './cycle.ts';
import type { Role } from './session.ts';
import type { Texts } from './texts/zh.ts';

/** The screens' names, as addresses have them. */
export type ScreenName = keyof Texts['shell']['views'];

/** A screen of a cycle. */
export type Screen = ComponentType<CycleContext>;

interface ScreenEntry {
  readonly roles: readonly Role[];
  /** Each screen is a file of its own, read when it is first opened. */
  readonly load: () => Promise<{ readonly default: Screen }>;
}

const everyone = ['district', 'assessor', 'auditor', 'admin'] as const;

/** The screens in the order of the navigation; the first is where one starts. */
export const screens: Partial<Record<ScreenName, ScreenEntry>> = {
  ranking: { roles: everyone, load: () => import('./screens/ranking.tsx') },
  score: { roles: everyone, load: () => import('./screens/score.tsx') },
  work: { roles: ['assessor', 'auditor', 'admin'], load: () => import('./screens/work.tsx') },
  book: { roles: ['district'], load: () => import('./screens/book.tsx') },
  targets: { roles: ['assessor', 'auditor', 'admin'], load: () => import('./screens/targets.tsx') },
  progress: { roles: ['assessor', 'auditor', 'admin'], load: () => import('./screens/progress.tsx') },
  changes: { roles: everyone, load: () => import('./screens/changes.tsx') },
  year: { roles: everyone, load: () => import('./screens/year.tsx') },
  method: { roles: everyone, load: () => import('./screens/method.tsx') },
  cycles: { roles: everyone, load: () => import('./screens/cycles.tsx') },
};
