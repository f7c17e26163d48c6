import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { lineText, noteText } from '../../functions/contract/text-schema.ts';
import { validateBody } from '../../functions/http/body-faults.ts';

const outcome = (schema: z.ZodType, value: unknown) => {
  const validated = validateBody(schema, { value, forbiddenKeys: [] });
  return validated.ok ? validated.value : { refused: validated.errors[0].code };
};
const line = (value: unknown) => outcome(lineText({ max: 8 }), value);
const note = (value: unknown) => outcome(noteText({ max: 8 }), value);

describe('a line of text', () => {
  it.each([
    ['上城区', '上城区'],
    ['  a b\u3000', 'a b'],
    ['e\u0301'.repeat(8), '\u00e9'.repeat(8)],
    ['𠮷'.repeat(8), '𠮷'.repeat(8)],
    ['葛\u{e0100}', '葛\u{e0100}'],
    [`${' '.repeat(50)}a`, 'a'],
  ])('is accepted: %j gives %j', (given, stored) => {
    expect(line(given)).toBe(stored);
  });

  it.each([
    ...[
      'a\tb',
      'a\nb',
      'a\n',
      'a\u0000',
      'a\u007f',
      'a\u0085',
      'a\u2028b',
      '\ud800',
      '\udc00a',
      'a\uffff',
      '𠮷'.repeat(9),
    ],
    ...['a\u202eb', 'a\u200bb', 'a\u200d', '\ufeffa', 'a\u2066b', 'a\u00adb', '123456789', `a${'\u0301'.repeat(31)}`],
  ])('is refused: %j as text-invalid', (given) => {
    expect(line(given)).toEqual({ refused: 'text-invalid' });
  });

  it.each(['', ' ', '\u3000'])('is required where %j is given', (given) => {
    expect(line(given)).toEqual({ refused: 'required' });
  });

  it.each([null, 5, true, [], {}])('has the wrong type where %j is given', (given) => {
    expect(line(given)).toEqual({ refused: 'type' });
  });
});

describe('a note', () => {
  it.each([
    ['a\tb\r\nc', 'a\tb\r\nc'],
    [' a ', ' a '],
    ['e\u0301'.repeat(8), '\u00e9'.repeat(8)],
    ['=1+1', '=1+1'],
    ['👩‍🔧', '👩‍🔧'],
  ])('is accepted: %j gives %j', (given, stored) => {
    expect(note(given)).toBe(stored);
  });

  it.each(['a\u0000', 'a\u0008', 'a\u000b', 'a\u001b[0m', 'a\u007f', 'a\u009b', '\ud800', 'a\ufffe', '123456789'])(
    'is refused: %j as text-invalid',
    (given) => {
      expect(note(given)).toEqual({ refused: 'text-invalid' });
    },
  );

  it.each(['', ' \n'])('is required where %j is given', (given) => {
    expect(note(given)).toEqual({ refused: 'required' });
  });

  it('is refused for a hundred thousand accents before they are composed', () => {
    expect(note(`a${'\u0301'.repeat(60_000)}${'\u0316'.repeat(60_000)}`)).toEqual({ refused: 'text-invalid' });
  });
});

it.each([lineText, noteText])('holds at most 30 accents on one letter, as the stream-safe format does', (schema) => {
  const accented = (count: number) => `a${'\u0316'.repeat(count)}`;
  expect(outcome(schema({ max: 100 }), accented(30))).toBe(accented(30));
  expect(outcome(schema({ max: 100 }), accented(31))).toEqual({ refused: 'text-invalid' });
});
