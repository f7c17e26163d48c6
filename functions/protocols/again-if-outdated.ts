import type { Dependencies } from './dependencies.ts';

const triesMax = 8;

/**
 * Decides again where what was read has just moved: a delivery under way changes its webhook several times a second. Gives
 * `outdated` in the end, also where the very same request has been carried out meanwhile, which its kept reply will tell.
 */
export async function againIfOutdated<T>(
  { pause }: Pick<Dependencies, 'pause'>,
  decide: () => Promise<T | 'outdated'>,
): Promise<T | 'outdated'> {
  for (let attempt = 1; attempt < triesMax; attempt++) {
    const decided = await decide();
    if (decided !== 'outdated') return decided;
    await pause(Math.random() * 25 * 2 ** attempt);
  }
  return decide();
}
