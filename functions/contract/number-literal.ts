/**
 * A JSON number that a JS number would not give back as it was written: `1.50`, `-0`, `1e400`, `9007199254740993`.
 * `source` is its text. Only a quantity accepts one; every other field refuses it as of the wrong type.
 */
export class NumberLiteral {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}
