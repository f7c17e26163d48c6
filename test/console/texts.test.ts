import { describe, expect, it } from 'vitest';
import { bookEn } from '../../lib/console/texts/book-en.ts';
import { changesEn } from '../../lib/console/texts/changes-en.ts';
import { cyclesEn } from '../../lib/console/texts/cycles-en.ts';
import { progressEn } from '../../lib/console/texts/progress-en.ts';
import { scoreEn } from '../../lib/console/texts/score-en.ts';
import { targetsEn } from '../../lib/console/texts/targets-en.ts';
import { workEn } from '../../lib/console/texts/work-en.ts';
import { yearEn } from '../../lib/console/texts/year-en.ts';

/** Every sentence of a table that is made of counts and nothing else, with each of them `count`. */
function sentencesWith(table: object, count: number): string[] {
  return Object.values(table).flatMap((entry: unknown) => {
    if (typeof entry === 'object' && entry !== null) return sentencesWith(entry, count);
    if (typeof entry !== 'function') return [];
    try {
      return [String(entry(...Array(entry.length).fill(count)))];
    } catch {
      // It is made of other things.
      return [];
    }
  });
}

const tables = { bookEn, changesEn, cyclesEn, progressEn, scoreEn, targetsEn, workEn, yearEn };
const several = /\b(\d+) (open )?(components|versions|districts|faults|changes|files|open points)\b/;

describe('English sentences', () => {
  it.each(Object.entries(tables))('of %s have one of a thing as one, and several as several', (_, table) => {
    expect(sentencesWith(table, 1).filter((sentence) => several.exec(sentence)?.[1] === '1')).toEqual([]);
    expect(sentencesWith(table, 3).some((sentence) => several.exec(sentence)?.[1] === '3')).toBe(true);
  });
});
