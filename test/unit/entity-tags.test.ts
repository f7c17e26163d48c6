import { describe, expect, it } from 'vitest';
import { matchesIfMatch, matchesIfNoneMatch } from '../../functions/http/entity-tags.ts';

describe('If-Match', () => {
  it.each(['*', ' * ', '"3"', ' "3" ', '"1", "3"', '"1","3"', '"1" , ,"3",', 'W/"1", "3"', '"a,b", "3"'])(
    'lets %j write at revision 3',
    (header) => {
      expect(matchesIfMatch(header, 3)).toBe(true);
    },
  );

  it.each([
    '',
    '3',
    'W/"3"',
    'w/"3"',
    '"2"',
    '"33"',
    '"03"',
    '"3',
    "'3'",
    '"*"',
    '*, "1"',
    'x"3"',
    '"3"x',
    '"1" "3"',
    '"a,"3""',
  ])('stops %j at revision 3', (header) => {
    expect(matchesIfMatch(header, 3)).toBe(false);
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"abc"', '"abc"'],
    ['W/"abc"', '"abc"'],
    ['"abc"', 'W/"abc"'],
    ['"x", W/"abc"', '"abc"'],
    ['*', '"abc"'],
  ])('%s says that the reader has %s', (header, etag) => {
    expect(matchesIfNoneMatch(header, etag)).toBe(true);
  });

  it.each(['', 'abc', '"abcd"', '"ABC"', '"abc', 'w/"abc"'])('%j says that the reader does not have it', (header) => {
    expect(matchesIfNoneMatch(header, '"abc"')).toBe(false);
  });
});
