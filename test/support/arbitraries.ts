import fc from 'fast-check';

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((each) => each.join(''));

/** Every text that is a quantity: up to 15 digits, up to 6 decimals, zeros at the end included. */
export const anyQuantity: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      fc.constant('0'),
      fc.tuple(fc.integer({ min: 1, max: 9 }), digits(0, 14)).map((part) => part.join('')),
    ),
    digits(0, 6),
  )
  .map(([whole, decimals]) => (decimals === '' ? whole : `${whole}.${decimals}`));

/** Few values, so that ties, zeros and neighbours a millionth apart are common. */
const closeQuantity = fc.constantFrom(
  '0',
  '0.00',
  '0.000001',
  '1',
  '2',
  '3',
  '7.999999',
  '8',
  '8.0',
  '8.000001',
  '9',
  '10',
);

/** Quantities of both sorts. */
export const quantityText: fc.Arbitrary<string> = fc.oneof({ weight: 4, arbitrary: closeQuantity }, anyQuantity);
