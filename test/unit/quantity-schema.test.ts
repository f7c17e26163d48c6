import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createSchema } from 'zod-openapi';
import { NumberLiteral } from '../../functions/contract/number-literal.ts';
import { quantityText } from '../../functions/contract/quantity-schema.ts';

const literal = (source: string) => new NumberLiteral(source);

describe('a quantity in a body', () => {
  it.each([
    ['0', '0'],
    ['0.1', '0.1'],
    ['12.500000', '12.500000'],
    ['999999999999999.999999', '999999999999999.999999'],
    [12.5, '12.5'],
    [0, '0'],
    [999999999999999, '999999999999999'],
    [literal('1.50'), '1.50'],
    [literal('0.000001'), '0.000001'],
  ])('is accepted: %j gives %s', (given, text) => {
    expect(quantityText().safeParse(given)).toEqual({ success: true, data: text });
  });

  it.each([
    [undefined, 'required'],
    ['', 'required'],
    ['\u3000', 'required'],
    [null, 'type'],
    [false, 'type'],
    [{ source: '1' }, 'type'],
    ['01', 'value-syntax'],
    ['+1', 'value-syntax'],
    ['1.', 'value-syntax'],
    ['.5', 'value-syntax'],
    [' 1', 'value-syntax'],
    ['1\n', 'value-syntax'],
    ['1.0000001', 'value-syntax'],
    [literal('0.0000001'), 'value-syntax'],
    [literal('1e2'), 'value-syntax'],
    [literal('1E-2'), 'value-syntax'],
    [1e-7, 'value-syntax'],
    [-1, 'value-out-of-range'],
    [-1.5, 'value-out-of-range'],
    [literal('-0'), 'value-out-of-range'],
    [literal('-0.0'), 'value-out-of-range'],
    [literal('-1e-400'), 'value-out-of-range'],
    [1e21, 'value-out-of-range'],
    [literal('1e15'), 'value-out-of-range'],
    [literal('1e400'), 'value-out-of-range'],
    ['1000000000000000', 'value-out-of-range'],
    [1000000000000000, 'value-out-of-range'],
    [literal('12345678901.12345'), 'value-out-of-range'],
  ])('is refused: %j with %s', (given, slug) => {
    const result = quantityText().safeParse(given);
    expect(result.error?.issues).toMatchObject([
      { code: 'custom', params: { slug, text: { en: expect.any(String), zh: expect.any(String) } } },
    ]);
  });

  it('needs 15 significant digits at most only as a JSON number', () => {
    expect(quantityText().safeParse('12345678901.12345').success).toBe(true);
    expect(quantityText().safeParse(literal('0.012345')).success).toBe(true);
  });

  it('may be left out only where it is optional', () => {
    const schema = z.strictObject({ value: quantityText().optional() });
    expect(schema.parse({})).toEqual({});
    expect(schema.safeParse({ value: '' }).success).toBe(false);
  });

  it('is described to portals as text or number, required', () => {
    const { schema, components } = createSchema(z.strictObject({ value: quantityText() }), { io: 'input' });
    expect(schema).toMatchObject({
      properties: { value: { $ref: '#/components/schemas/QuantityGiven' } },
      required: ['value'],
    });
    expect(components).toMatchObject({
      QuantityGiven: { type: ['string', 'number'], pattern: expect.stringMatching(/^\^/) },
    });
  });
});
